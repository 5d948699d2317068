//! The toy contract: a login and one authenticated operation of a product that does not exist. It is written as the
//! built-in ones are, with nothing but what the library offers in public.

use std::sync::LazyLock;
use std::time::Duration;

use latchkey::auth::{AuthService, ContractRules, LogIn, LogInError, LoginName, ServiceError, TokenShape, VerifyError};
use latchkey::contracts::kit::bearer::{Authenticated, TokenError};
use latchkey::contracts::kit::body::JsonBody;
use latchkey::contracts::kit::demo_error::demonstrate;
use latchkey::contracts::kit::description::{DescribedError, Description};
use latchkey::contracts::kit::document::{About, document};
use latchkey::contracts::kit::error_response::{Body, ContractError, answer_failure};
use latchkey::contracts::kit::example::RequestExamples;
use latchkey::contracts::kit::failure::Failure;
use latchkey::contracts::kit::field::{Field, Secret, Text};
use latchkey::contracts::kit::handler_error::{HandlerError, operation_errors};
use latchkey::contracts::kit::json_response::JsonResponse;
use latchkey::contracts::kit::operations::endpoint;
use latchkey::contracts::kit::validate::{FieldErrors, Validator};
use latchkey::contracts::{Contract, Rules};
use latchkey::model::{ClientInfo, FoldedName, User};
use latchkey::settings::{ContractSettings, SessionSpan};
use poem::web::Data;
use poem_openapi::types::Example;
use poem_openapi::{Object, OpenApi, Tags};
use serde::{Deserialize, Serialize};

const DEFAULTS: &str = "\
# How long a session lasts without use.
session_idle = \"1h\"
# How long a session lasts in total.
session_lifetime = \"3h\"
# How a login is greeted.
greeting = \"Hello\"
";

static RULES: ContractRules<User> = ContractRules {
    ident: "toy",
    token_lifetime: Duration::from_secs(10 * 60 * 60),
    session_lifetime: Duration::from_secs(10 * 60 * 60),
    one_session_per_device: false,
    token: TokenShape::Standard,
};

static DOCUMENT: LazyLock<String> = LazyLock::new(|| {
    let (title, description) = ("Toy login", "Logs people in to a product that does not exist.");
    document(Api, About { title, description })
});

/// The contract.
pub const CONTRACT: Contract = Contract {
    ident: "toy",
    product: "Toy",
    names: &["Rumpelstiltskin"],
    owns_paths_below: Some("/toy/"),
    ignores_path_case: false,
    rules: Some(Rules::Users(&RULES)),
    client: None,
    settings: Some(ContractSettings::new::<Settings>("toy", DEFAULTS)),
    needs_portal: |_| Ok(false),
    document: &DOCUMENT,
    endpoint: |setup| {
        let settings: Settings = setup.settings.get()?;
        Ok(endpoint::<Error>(Api).data(settings))
    },
    answer: answer_failure::<Error>,
    demonstrate: demonstrate::<Api>,
};

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    session_idle: SessionSpan,
    session_lifetime: SessionSpan,
    greeting: String,
}

#[derive(Tags)]
enum Tag {
    /// Playing.
    Toys,
}

struct Api;

#[OpenApi(tag = "Tag::Toys")]
impl Api {
    /// Log in
    #[oai(path = "/toy/login", method = "post", operation_id = "toyLogin")]
    async fn login(
        &self,
        auth: Data<&AuthService>,
        settings: Data<&Settings>,
        client_info: Data<&ClientInfo>,
        body: JsonBody<LoginRequest>,
    ) -> Result<JsonResponse<LoginResponse>, HandlerError<LogInErrors>> {
        let logged_in = auth.log_in(body.value.into_command()?, &client_info).await?;
        Ok(JsonResponse(LoginResponse {
            greeting: format!("{}, {}", settings.greeting, logged_in.account.username),
            pass: logged_in.token.expose().to_owned(),
        }))
    }

    /// Get current user
    #[oai(path = "/toy/me", method = "get", operation_id = "toyMe")]
    async fn me(
        &self,
        auth: Data<&AuthService>,
        caller: Authenticated<User, Error>,
    ) -> Result<JsonResponse<Me>, HandlerError<MeErrors>> {
        let user = auth.current_user(caller.0).await?;
        Ok(JsonResponse(Me {
            name: user.username.clone(),
        }))
    }
}

#[derive(Object)]
pub struct LoginRequest {
    /// The username.
    who: Field<Text>,
    /// The password.
    secret: Field<Secret>,
}

impl Example for LoginRequest {
    fn example() -> Self {
        Self {
            who: Field::of("ada"),
            secret: Field::of("your-password"),
        }
    }
}

impl RequestExamples for LoginRequest {}

impl LoginRequest {
    fn into_command(self) -> Result<LogIn<User>, FieldErrors> {
        let mut check = Validator::default();
        let (who, secret) = (check.text("who", self.who), check.password("secret", self.secret));
        check.finish(who.zip(secret).map(|(who, password)| LogIn {
            rules: &RULES,
            name: LoginName::Username(FoldedName::of(&who)),
            typed: who,
            password,
            device: None,
        }))
    }
}

#[derive(Object, Serialize)]
#[oai(example)]
struct LoginResponse {
    /// A greeting.
    greeting: String,
    /// The bearer token.
    pass: String,
}

impl Example for LoginResponse {
    fn example() -> Self {
        Self {
            greeting: "Hello, ada".to_owned(),
            pass: "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl".to_owned(),
        }
    }
}

#[derive(Object, Serialize)]
#[oai(example)]
struct Me {
    /// The username.
    name: String,
}

impl Example for Me {
    fn example() -> Self {
        Self { name: "ada".to_owned() }
    }
}

#[derive(Object)]
struct Oops {
    /// What went wrong.
    oops: String,
}

/// What the operations of this contract can return.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub enum Error {
    Request(#[from] Failure),
    Token(#[from] TokenError),
    Verify(#[from] VerifyError),
    LogIn(#[from] LogInError),
    User(#[from] ServiceError),
}

impl ContractError for Error {
    fn body(&self) -> Body {
        let oops = match self.describe().status.as_u16() {
            401 => "Do I know you?",
            404 => "No such toy",
            422 => "Something is missing",
            _ => "Broken",
        };
        Body::new(Oops { oops: oops.to_owned() })
    }

    fn describe(&self) -> Description {
        match self {
            Self::Request(error) => error.describe(),
            Self::Token(error) => error.describe(),
            Self::Verify(error) => error.describe(),
            Self::LogIn(error) => error.describe(),
            Self::User(error) => error.describe(),
        }
    }
}

operation_errors!(Error {
    LogInErrors(LoginRequest) = [LogInError],
    MeErrors = [TokenError, VerifyError, ServiceError],
});
