//! Bodies.

use std::borrow::Cow;

use poem_openapi::Object;
use poem_openapi::registry::{MetaSchema, MetaSchemaRef};
use poem_openapi::types::{Example, ParseFromParameter, ParseResult, Type};
use serde::Serialize;
use uuid::Uuid;

use crate::auth::ChangePassword;
use crate::contracts::kit::date_time::UtcDateTime;
use crate::contracts::kit::example::{NamedExample, OK, RequestExamples, with_examples};
use crate::contracts::kit::field::{Field, NewSecret, Secret};
use crate::contracts::kit::formatted::{self as format, Formatted};
use crate::contracts::kit::nullable::Nullable;
use crate::contracts::kit::validate::{FieldErrors, Validator};
use crate::model::{Session, SessionId, Timestamp};

/// The session of examples.
const SESSION_ID: &str = "0b0cb60c-54ac-4f0e-8f0f-2d3c7d6f5c1a";

/// The current and the new password.
#[derive(Object)]
#[oai(example)]
pub struct ChangePasswordRequest {
    /// The current password.
    current_password: Field<Secret>,
    /// The new password: at least 15 characters, unless the operator has configured another minimum (8 or more).
    new_password: Field<NewSecret>,
}

impl ChangePasswordRequest {
    /// The command, or everything that is wrong with it.
    pub fn into_command(self) -> Result<ChangePassword, FieldErrors> {
        let mut check = Validator::default();
        let (current, new) = (
            check.password("current_password", self.current_password),
            check.password("new_password", self.new_password),
        );
        check.finish(current.zip(new).map(|(current, new)| ChangePassword { current, new }))
    }
}

/// The same password again, so that tools that send the examples can still log in afterwards.
impl Example for ChangePasswordRequest {
    fn example() -> Self {
        Self {
            current_password: Field::of("kettle-otter-velvet"),
            new_password: Field::of("kettle-otter-velvet"),
        }
    }
}

impl RequestExamples for ChangePasswordRequest {
    fn others() -> Vec<(&'static str, Self)> {
        let wrong_password = Self {
            current_password: Field::of("not-your-password"),
            new_password: Field::of("correct horse battery staple"),
        };
        vec![("wrong_password", wrong_password)]
    }

    /// Trying the proposed request out ends no session.
    const OK_IS_LAST: bool = true;
}

/// The open sessions of the account.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct Sessions {
    /// The sessions, newest first, at most 100.
    #[oai(validator(max_items = 100))]
    sessions: Vec<OneSession>,
}

/// A session. It begins with a login and ends with a logout or when it expires.
#[derive(Object, Serialize)]
#[oai(rename = "Session")]
pub struct OneSession {
    /// The session id.
    id: Formatted<format::Uuid>,
    /// Whether this is the current session.
    current: bool,
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

impl Sessions {
    /// These sessions, to be seen through the one with this identifier.
    pub fn of(all: Vec<Session>, current: SessionId) -> Self {
        let sessions = all.into_iter().map(|one| OneSession::of(one, current)).collect();
        Self { sessions }
    }
}

impl OneSession {
    fn of(session: Session, current: SessionId) -> Self {
        Self {
            id: session.id.to_string().into(),
            current: session.id == current,
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

impl Example for Sessions {
    fn example() -> Self {
        let at = |seconds| UtcDateTime(Timestamp::from_seconds(seconds));
        let session = OneSession {
            id: SESSION_ID.into(),
            current: true,
            contract: "staff".to_owned(),
            device: None.into(),
            address: "192.0.2.1".into(),
            user_agent: Some("Mozilla/5.0 (X11; Linux x86_64) Firefox/150.0".to_owned()).into(),
            created_at: at(1_767_225_600),
            last_seen_at: at(1_767_229_200),
            expires_at: at(1_767_830_400),
        };
        Self {
            sessions: vec![session],
        }
    }
}

/// The identifier of a session in a path; `None` for a text that cannot be one. A thing has one path, so the identifier
/// counts in its canonical form only, in lower case and with hyphens.
pub struct SessionPath(pub Option<SessionId>);

impl Type for SessionPath {
    const IS_REQUIRED: bool = true;
    type RawValueType = Self;
    type RawElementValueType = Self;

    fn name() -> Cow<'static, str> {
        "session id".into()
    }

    fn schema_ref() -> MetaSchemaRef {
        let schema = MetaSchema {
            max_length: Some(36),
            ..MetaSchema::new_with_format("string", "uuid")
        };
        let examples = [
            NamedExample::new(OK, SESSION_ID.into()),
            NamedExample::new("not_found", "9d3f6a52-1c7e-4b0d-8a35-6e2f4b9c0d17".into()),
        ];
        with_examples(MetaSchemaRef::Inline(Box::new(schema)), &examples)
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }

    fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
        Box::new(std::iter::once(self))
    }
}

impl ParseFromParameter for SessionPath {
    fn parse_from_parameter(text: &str) -> ParseResult<Self> {
        let id = Uuid::try_parse(text).ok();
        let canonical = id.filter(|id| id.hyphenated().to_string() == text);
        Ok(Self(canonical.map(SessionId)))
    }
}
