//! Every operation of every contract, as the tests that go through all of them need to know it.

use serde_json::{Value, json};

use crate::parity::situation::Situation;
use crate::support::http::Call;
use crate::support::login::Login;
use crate::support::{DEMO_KEY, TestApp};

/// What an operation wants to see before it does anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: it is a login.
    Nothing,
    /// An API key or a bearer token: it is a login all the same.
    KeyToLogIn,
    /// A bearer token.
    Token,
    /// A bearer token, which may have expired.
    OldToken,
    /// A bearer token or an API key.
    TokenOrKey,
}

/// An operation.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    pub contract: &'static str,
    pub method: &'static str,
    pub path: &'static str,
    pub needs: Needs,
    /// A good body, for an operation that reads one.
    pub body: Option<fn() -> Value>,
    /// The status of a success.
    pub success: u16,
    /// The methods that its path takes.
    pub allow: &'static str,
}

const POST: Operation = Operation {
    contract: "",
    method: "POST",
    path: "",
    needs: Needs::Nothing,
    body: None,
    success: 200,
    allow: "POST",
};

const GET: Operation = Operation {
    method: "GET",
    allow: "GET, HEAD",
    ..POST
};

/// All of them.
pub const OPERATIONS: [Operation; 16] = [
    Operation {
        contract: "ispcrm",
        path: "/api/v1/subscriber/Login",
        body: Some(|| json!({"username": "subscriber1", "password": "subscriber-password"})),
        ..POST
    },
    Operation {
        contract: "ispcrm",
        path: "/api/v1/subscriber/Logout",
        needs: Needs::Token,
        ..POST
    },
    Operation {
        contract: "staff",
        path: "/api/v1/auth/login",
        body: Some(|| json!({"email": "admin@example.com", "password": "your-password"})),
        ..POST
    },
    Operation {
        contract: "staff",
        path: "/api/v1/auth/logout",
        needs: Needs::Token,
        ..POST
    },
    Operation {
        contract: "staff",
        path: "/api/v1/auth/me",
        needs: Needs::Token,
        ..GET
    },
    Operation {
        contract: "staff",
        path: "/api/v1/auth/refresh",
        needs: Needs::OldToken,
        ..POST
    },
    Operation {
        contract: "subscriber",
        path: "/api/v1/subscriber/login",
        body: Some(|| json!({"username": "subscriber1", "password": "subscriber-password"})),
        ..POST
    },
    Operation {
        contract: "subscriber",
        path: "/api/v1/subscriber/logout",
        needs: Needs::Token,
        ..POST
    },
    Operation {
        contract: "subscriber",
        path: "/api/v1/subscriber/logout-all",
        needs: Needs::Token,
        ..POST
    },
    Operation {
        contract: "subscriber",
        path: "/api/v1/subscriber/refresh-token",
        needs: Needs::OldToken,
        ..POST
    },
    Operation {
        contract: "subscriber",
        path: "/mobile-auto-login",
        needs: Needs::Token,
        success: 302,
        ..GET
    },
    Operation {
        contract: "management",
        path: "/v1/auth/login",
        needs: Needs::KeyToLogIn,
        body: Some(|| json!({"username": "admin", "password": "your-password"})),
        ..POST
    },
    Operation {
        contract: "management",
        path: "/v1/auth/user",
        needs: Needs::TokenOrKey,
        allow: "GET, HEAD, POST",
        ..GET
    },
    Operation {
        contract: "management",
        path: "/v1/auth/user",
        needs: Needs::TokenOrKey,
        body: Some(|| json!({"user": {}})),
        allow: "GET, HEAD, POST",
        ..POST
    },
    Operation {
        contract: "management",
        path: "/v1/auth/logout",
        needs: Needs::TokenOrKey,
        body: Some(|| json!({})),
        ..POST
    },
    Operation {
        contract: "netxd",
        path: "/rpc/admin/UserService/GetToken",
        body: Some(|| json!({"emailid": "admin", "password": "your-password", "deviceID": "917038"})),
        ..POST
    },
];

/// Those that read a body.
pub fn with_body() -> impl Iterator<Item = (&'static Operation, Value)> {
    OPERATIONS.iter().filter_map(|one| Some((one, (one.body?)())))
}

/// Those that need a bearer token.
pub fn with_token() -> impl Iterator<Item = &'static Operation> {
    OPERATIONS.iter().filter(|one| one.needs_token())
}

impl Operation {
    /// Whether it wants somebody who is logged in.
    pub fn needs_token(&self) -> bool {
        match self.needs {
            Needs::Nothing | Needs::KeyToLogIn => false,
            Needs::Token | Needs::OldToken | Needs::TokenOrKey => true,
        }
    }

    /// What it says to a token that was good once.
    pub fn over(&self) -> Situation {
        match self.needs {
            Needs::OldToken => Situation::RefreshTooLate,
            Needs::Nothing | Needs::KeyToLogIn | Needs::Token | Needs::TokenOrKey => Situation::BadToken,
        }
    }

    /// A call without credential and body.
    pub fn bare<'a>(&self, app: &'a TestApp) -> Call<'a> {
        app.call(self.method, self.path)
    }

    /// A call without credential, with its body if it reads one.
    pub fn anonymous<'a>(&self, app: &'a TestApp) -> Call<'a> {
        let call = self.bare(app);
        match self.body {
            Some(body) => call.json(&body()),
            None => call,
        }
    }

    /// The credential that it wants, fresh.
    pub async fn credential(&self, app: &TestApp) -> Credential {
        match self.needs {
            Needs::Nothing => Credential::None,
            Needs::KeyToLogIn => Credential::Key(DEMO_KEY),
            Needs::Token | Needs::OldToken | Needs::TokenOrKey => Credential::Token(app.token(self.contract).await),
        }
    }

    /// A call with a fresh credential and without a body.
    pub async fn authorized<'a>(&self, app: &'a TestApp) -> Call<'a> {
        self.credential(app).await.on(self.bare(app))
    }

    /// The login of its contract.
    pub fn login(&self) -> &'static Login {
        Login::of(self.contract)
    }
}

/// What a call can show.
#[derive(Debug, Clone)]
pub enum Credential {
    None,
    Key(&'static str),
    Token(String),
}

impl Credential {
    /// Shows it.
    pub fn on<'a>(&self, call: Call<'a>) -> Call<'a> {
        match self {
            Self::None => call,
            Self::Key(key) => call.api_key(key),
            Self::Token(token) => call.bearer(token),
        }
    }
}
