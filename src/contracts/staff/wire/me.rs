//! The current user.

use poem_openapi::Object;
use poem_openapi::types::Example;
use serde::Serialize;

use crate::contracts::kit::formatted::{self as format, Formatted};
use crate::contracts::kit::literal::True;
use crate::contracts::kit::nullable::Nullable;
use crate::model::User;

/// The current user.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct MeResponse {
    /// Always true.
    success: True,
    /// The user.
    data: Me,
}

/// A user.
#[derive(Object, Serialize)]
pub struct Me {
    /// Unique id of the user.
    id: i64,
    /// Full name.
    name: String,
    /// E-mail address.
    email: Formatted<format::Email>,
    /// Telephone number as entered; `null` when unset.
    phone: Nullable<String>,
    /// Main role: `admin`, `staff`, `reseller` or an operator-defined one.
    role: String,
    /// Id of the user's internet provider; `null` when unset.
    isp_id: Nullable<i64>,
    /// Id of the user's branch; `null` when unset.
    branch_id: Nullable<i64>,
    /// Permissions as `<module>.<action>`, such as `subscribers.view`.
    permissions: Vec<String>,
}

impl From<User> for MeResponse {
    fn from(user: User) -> Self {
        let permissions = user.all_permissions().into_iter().map(str::to_owned).collect();
        let data = Me {
            id: user.id.0,
            role: user.main_role().to_owned(),
            name: user.name,
            email: user.email.into(),
            phone: user.personal.phone.into(),
            isp_id: user.isp_id.into(),
            branch_id: user.branch_id.into(),
            permissions,
        };
        Self { success: True, data }
    }
}

impl Example for MeResponse {
    fn example() -> Self {
        let data = Me {
            id: 1,
            name: "Admin User".to_owned(),
            email: "admin@example.com".into(),
            phone: Nullable(Some("01712345678".to_owned())),
            role: "admin".to_owned(),
            isp_id: Nullable(Some(1)),
            branch_id: Nullable(Some(1)),
            permissions: ["subscribers.view", "subscribers.create", "packages.view"]
                .map(str::to_owned)
                .into(),
        };
        Self { success: True, data }
    }
}
