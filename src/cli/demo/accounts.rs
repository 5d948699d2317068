//! The names and passwords of the demonstration accounts.

use crate::app::TryIt;

/// The login of a demonstration account.
pub struct Login {
    pub username: &'static str,
    pub email: Option<&'static str>,
    pub password: &'static str,
}

const fn login(username: &'static str, email: Option<&'static str>, password: &'static str) -> Login {
    Login {
        username,
        email,
        password,
    }
}

pub const ADMIN: Login = login("admin", Some("admin@example.com"), "your-password");
pub const NETXD_ADMIN: Login = login("netxd-admin", Some("admin@NetXD.com"), "Test@1234");
pub const SUBSCRIBER_123: Login = login("subscriber123", None, "password123");
pub const SUBSCRIBER_1: Login = login("subscriber1", Some("subscriber1@example.com"), "kettle-otter-velvet");
pub const SUBSCRIBER_2: Login = login("subscriber2", None, SUBSCRIBER_1.password);
pub const SUBSCRIBER_3: Login = login("subscriber3", None, SUBSCRIBER_1.password);

pub const API_KEY: &str = "api_demo00000000000000000000";
pub const CLIENT_SECRET: &str = "cs_demo000000000000000000000000000000000000";
pub const PHONE: &str = "01712345678";

/// The login that the landing page and the terminal propose. It fits on one line, so it is that of the staff page.
pub fn try_it() -> TryIt {
    TryIt {
        path: "/api/v1/auth/login",
        body: serde_json::json!({ "email": ADMIN.email, "password": ADMIN.password }).to_string(),
    }
}
