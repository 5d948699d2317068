//! The floor of `GET /api/v1/auth/me`: a handler of poem-openapi that verifies an HS256 bearer token and returns the
//! same JSON from memory. It checks no session, reads no account, neither logs nor counts, and has no middleware, so no
//! server with this framework can do less.
//!
//! Argument: the JSON to return. It prints its address, and a token that it accepts.

#![expect(clippy::print_stdout, reason = "the benchmark reads it")]

use std::sync::Arc;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use poem::http::StatusCode;
use poem::listener::{Acceptor, Listener, TcpListener};
use poem::web::Data;
use poem::{EndpointExt, Server};
use poem_openapi::auth::Bearer;
use poem_openapi::payload::Json;
use poem_openapi::types::ParseFromJSON;
use poem_openapi::{Object, OpenApi, OpenApiService, SecurityScheme};
use references::{Failure, argument};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

const LIFETIME: u64 = 24 * 60 * 60;
const ISSUER: &str = "latchkey";
const AUDIENCE: &str = "users";
const SECRET: &[u8] = b"a secret that is as long as what HS256 asks for";

#[derive(Object, Clone)]
struct Me {
    success: bool,
    data: User,
}

#[derive(Object, Clone)]
struct User {
    id: i64,
    name: String,
    email: String,
    phone: Option<String>,
    role: Option<String>,
    isp_id: Option<i64>,
    branch_id: Option<i64>,
    permissions: Vec<String>,
}

/// The claims of the server's tokens.
#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: String,
    iat: u64,
    nbf: u64,
    exp: u64,
    jti: String,
    sid: String,
}

#[derive(SecurityScheme)]
#[oai(ty = "bearer")]
struct Token(Bearer);

struct Verifier {
    key: DecodingKey,
    validation: Validation,
}

impl Verifier {
    fn new() -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_audience(&[AUDIENCE]);
        validation.set_issuer(&[ISSUER]);
        validation.set_required_spec_claims(&["iss", "aud", "sub", "exp", "nbf"]);
        validation.validate_nbf = true;
        validation.leeway = 0;
        Self {
            key: DecodingKey::from_secret(SECRET),
            validation,
        }
    }
}

struct Api;

#[OpenApi]
impl Api {
    #[oai(path = "/api/v1/auth/me", method = "get", operation_id = "me")]
    async fn me(&self, verifier: Data<&Arc<Verifier>>, me: Data<&Me>, token: Token) -> poem::Result<Json<Me>> {
        jsonwebtoken::decode::<Claims>(&token.0.token, &verifier.key, &verifier.validation)
            .map_err(|_| poem::Error::from_status(StatusCode::UNAUTHORIZED))?;
        Ok(Json(me.0.clone()))
    }
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let answer: Value = argument(1, "answer")?;
    let me = Me::parse_from_json(Some(answer)).map_err(|error| error.into_message())?;
    let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await?;
    let address = acceptor
        .local_addr()
        .first()
        .and_then(|address| address.as_socket_addr().copied())
        .ok_or("there is no address")?;
    println!("{}", json!({ "address": address.to_string(), "token": token()? }));
    let service = OpenApiService::new(Api, "floor", "1");
    let app = service.data(Arc::new(Verifier::new())).data(me);
    Ok(Server::new_with_acceptor(acceptor).run(app).await?)
}

/// A token as long as the server's.
fn token() -> Result<String, Failure> {
    let now = jsonwebtoken::get_current_timestamp();
    let claims = Claims {
        iss: ISSUER.to_owned(),
        sub: "1".to_owned(),
        aud: AUDIENCE.to_owned(),
        iat: now,
        nbf: now,
        exp: now + LIFETIME,
        jti: Uuid::from_u128(1).simple().to_string(),
        sid: Uuid::from_u128(2).to_string(),
    };
    let header = Header {
        kid: Some(Uuid::from_u128(3).simple().to_string()),
        ..Header::new(Algorithm::HS256)
    };
    Ok(jsonwebtoken::encode(
        &header,
        &claims,
        &EncodingKey::from_secret(SECRET),
    )?)
}
