//! The examples of the document.

use poem_openapi::types::Example;

use super::{ApiKey, GetLoggedInUserResponse, Setting, User, UserFound};
use crate::contracts::kit::date_time::UtcDateTime;
use crate::contracts::kit::literal::True;
use crate::contracts::kit::nullable::Nullable;
use crate::contracts::management::wire::SuccessCode;
use crate::model::Timestamp;

impl Example for GetLoggedInUserResponse {
    fn example() -> Self {
        Self {
            success: True,
            code: SuccessCode::Success,
            message: UserFound,
            user: User::example(),
        }
    }
}

fn text(text: &str) -> Nullable<String> {
    Nullable(Some(text.to_owned()))
}

fn at(seconds: i64) -> UtcDateTime {
    UtcDateTime(Timestamp::from_seconds(seconds))
}

impl Example for User {
    fn example() -> Self {
        Self {
            id: "4b1f6d3a-6a52-4a0e-9f6b-0c5a51c7f0d1".into(),
            user_name: "admin".to_owned(),
            email: "admin@example.com".into(),
            phone_number: text("01712345678"),
            title: Nullable(None),
            first_name: text("Admin"),
            last_name: text("User"),
            department: text("Support"),
            birth_date: Nullable(None),
            created_at: at(1_566_656_122),
            updated_at: at(1_566_656_122),
            last_dismiss_messages: Nullable(None),
            last_log_in: Nullable(Some(at(1_684_915_961))),
            rank: Nullable(None),
            image: Nullable(None),
            address: text("12 Lake Road"),
            postal_code: text("1205"),
            region: Nullable(None),
            city: text("Dhaka"),
            country: text("Bangladesh"),
            country_code: text("BD"),
            mobile: Nullable(None),
            notes: Nullable(None),
            customer_id: Nullable(None),
            roles: vec!["admin".to_owned()],
            api_keys: vec![ApiKey::example()],
            settings: vec![Setting::example()],
        }
    }
}

impl Example for ApiKey {
    fn example() -> Self {
        Self {
            id: 1,
            name: "nightly import".to_owned(),
            key: "api_demo…0000".to_owned(),
            client_secret: "cs_aB3dK…x9Yz".to_owned(),
            created_date: at(1_566_656_122),
            expire_date: Nullable(None),
            owner_id: "4b1f6d3a-6a52-4a0e-9f6b-0c5a51c7f0d1".into(),
            revoked: false,
            permissions: 3,
            description: text("Reads and writes from the import job"),
        }
    }
}

impl Example for Setting {
    fn example() -> Self {
        Self {
            id: 1,
            category: "ui".to_owned(),
            group: "grid".to_owned(),
            name: "pageSize".to_owned(),
            value: text("50"),
            kind: text("int"),
            description: Nullable(None),
            read_only: false,
            user_id: "4b1f6d3a-6a52-4a0e-9f6b-0c5a51c7f0d1".to_owned(),
        }
    }
}
