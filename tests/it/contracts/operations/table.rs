//! The list.

use serde_json::json;

use super::{Needs, Operation};

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
        body: Some(|| json!({"username": "subscriber1", "password": "kettle-otter-velvet"})),
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
        body: Some(|| json!({"username": "subscriber1", "password": "kettle-otter-velvet"})),
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
