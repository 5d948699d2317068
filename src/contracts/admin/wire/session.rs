//! Sessions.

use poem_openapi::Object;
use poem_openapi::registry::MetaSchema;
use poem_openapi::types::Example;
use serde::Serialize;
use uuid::Uuid;

use crate::contracts::kit::date_time::UtcDateTime;
use crate::contracts::kit::example::{NamedExample, OK};
use crate::contracts::kit::formatted::{self as format, Formatted};
use crate::contracts::kit::nullable::Nullable;
use crate::contracts::kit::query::ParameterType;
use crate::model::{self, SessionId, Timestamp};

/// The session of examples.
const SESSION_ID: &str = "0b0cb60c-54ac-4f0e-8f0f-2d3c7d6f5c1a";

/// The open sessions of an account.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct SessionList {
    /// The sessions, newest first, at most 100.
    #[oai(validator(max_items = 100))]
    items: Vec<Session>,
}

/// A session.
#[derive(Object, Serialize)]
pub struct Session {
    /// The session id.
    id: Formatted<format::Uuid>,
    /// The account, such as `users/1`.
    account: String,
    /// The API that the session was opened through, by the name of its document, such as `staff`.
    contract: String,
    /// The device as named by the client; `null` where the API has no device names.
    device: Nullable<String>,
    /// The IP address of the login.
    address: Formatted<format::IpAddress>,
    /// The `User-Agent` of the login.
    user_agent: Nullable<String>,
    /// When the session was opened.
    created_at: UtcDateTime,
    /// When the session was last used, accurate to a few minutes.
    last_seen_at: UtcDateTime,
    /// When the session expires.
    expires_at: UtcDateTime,
}

impl From<model::Session> for Session {
    fn from(session: model::Session) -> Self {
        Self {
            id: session.id.to_string().into(),
            account: session.account.to_string(),
            contract: session.contract,
            device: session.device.into(),
            address: session.address.into(),
            user_agent: session.user_agent.into(),
            created_at: UtcDateTime(session.created_at),
            last_seen_at: UtcDateTime(session.seen_at),
            expires_at: UtcDateTime(session.expires_at),
        }
    }
}

impl From<Vec<model::Session>> for SessionList {
    fn from(sessions: Vec<model::Session>) -> Self {
        Self {
            items: sessions.into_iter().map(Session::from).collect(),
        }
    }
}

impl Example for SessionList {
    fn example() -> Self {
        let at = |seconds| UtcDateTime(Timestamp::from_seconds(seconds));
        let session = Session {
            id: SESSION_ID.into(),
            account: "users/1".to_owned(),
            contract: "staff".to_owned(),
            device: None.into(),
            address: "192.0.2.1".into(),
            user_agent: Some("Mozilla/5.0 (X11; Linux x86_64) Firefox/150.0".to_owned()).into(),
            created_at: at(1_767_225_600),
            last_seen_at: at(1_767_229_200),
            expires_at: at(1_767_830_400),
        };
        Self { items: vec![session] }
    }
}

/// The id of a session in a path.
pub struct SessionPath;

impl ParameterType for SessionPath {
    type Value = SessionId;
    const A: &'static str = "a session id";

    fn schema() -> MetaSchema {
        MetaSchema {
            max_length: Some(36),
            ..MetaSchema::new_with_format("string", "uuid")
        }
    }

    fn examples() -> Vec<NamedExample> {
        vec![
            NamedExample::new(OK, SESSION_ID.into()),
            NamedExample::new("not_found", "9d3f6a52-1c7e-4b0d-8a35-6e2f4b9c0d17".into()),
        ]
    }

    /// A thing has one path, so the id counts in its canonical form only, in lower case and with hyphens.
    fn read(text: &str) -> Option<SessionId> {
        let id = Uuid::try_parse(text).ok()?;
        (id.hyphenated().to_string() == text).then_some(SessionId(id))
    }
}
