//! The requests of a situation, sent to one contract, and what they are answered with.

use latchkey::contracts::CONTRACTS;
use serde_json::{Value, json};

use super::situation::{Exchange, Situation, UPDATE};
use super::table::Refusal;
use super::wire::{Message, Reply, Wire};
use crate::contracts::operations::{refreshes, with_token};
use crate::parity::situation::{Situation as Parity, invalid, said};
use crate::support::TestApp;
use crate::support::clock::seconds;
use crate::support::http::in_ascii;
use crate::support::login::Login;

/// An application, a server of it, and the contract that is called.
pub struct Scene {
    pub app: TestApp,
    pub wire: Wire,
    pub login: &'static Login,
}

impl Scene {
    /// The requests of a situation, to an account with the password that they show.
    pub async fn exchange(&self, situation: Situation) -> Exchange {
        if let Some(password) = situation.password() {
            let person = self.login.anybody();
            self.app.set_password(self.login.realm(), person, password).await;
        }
        situation.login(self.login)
    }

    /// The request has the answer of the one that is meant, byte for byte but for the token.
    pub async fn takes(&self, exchange: &Exchange) {
        let meant = exchange.meant.bytes();
        // Answers name the login before.
        self.wire.send(&meant).await;
        let answer = self.wire.send(&exchange.sent).await.without_token(self.login);
        let expected = self.wire.send(&meant).await.without_token(self.login);
        assert_eq!((answer.status, &answer), (200, &expected));
        assert!(answer.body.contains("TOKEN"), "{answer:?}");
    }

    async fn token(&self) -> String {
        self.app.token(self.login.contract).await
    }

    /// What the update of a situation is answered with.
    pub async fn update(&self, situation: Situation) -> Reply {
        let (member, sent, _) = situation.update();
        let message = Message::new("POST", UPDATE).header("Authorization", &format!("Bearer {}", self.token().await));
        let user = match situation {
            Situation::NestedMemberCase => "USER",
            _ => "user",
        };
        let body = json!({ user: { member: sent } }).to_string();
        self.wire.send(&message.json(&body).bytes()).await
    }

    pub async fn takes_update(&self, situation: Situation) {
        if situation == Situation::DateEmpty {
            assert_eq!(self.update(Situation::DateAlone).await.status, 200);
        }
        let (member, sent, meant) = situation.update();
        let answer = self.update(situation).await;
        let member = format!("/user/{}{}", member[..1].to_lowercase(), &member[1..]);
        assert_eq!(
            (answer.status, answer.json().pointer(&member)),
            (200, Some(&meant)),
            "{sent}"
        );
        let message = Message::new("GET", UPDATE).header("Authorization", &format!("Bearer {}", self.token().await));
        let stored = self.wire.send(&message.bytes()).await;
        assert_eq!(stored.json().pointer(&member), Some(&meant), "{sent}");
    }

    /// Every character of a name that is not ASCII is escaped.
    pub async fn answers_in_ascii(&self) {
        let name = "Jos\u{e9} \u{9b0}\u{9b9}\u{9bf}\u{9ae} \u{1f600}";
        for statement in [
            format!("UPDATE users SET name = '{name}', first_name = '{name}', username = '{name}'"),
            format!("UPDATE subscribers SET firstname = '{name}'"),
        ] {
            self.app.database.execute(&statement).await;
        }
        let token = self.token().await;
        let message = match self.login.contract {
            "management" => Message::new("GET", UPDATE).header("Authorization", &format!("Bearer {token}")),
            // The name of the account is now another one.
            "netxd" => {
                let person = self.login.anybody();
                let body = self.login.body(person.email, person.password);
                Message::login(self.login).json(&body.to_string())
            }
            _ => Message::login(self.login),
        };
        let answer = self.wire.send(&message.bytes()).await;
        assert_eq!((answer.status, answer.body.is_ascii()), (200, true), "{answer:?}");
        assert_eq!(answer.header("content-type"), Some("application/json"), "{answer:?}");
        let escaped = "Jos\\u00e9 \\u09b0\\u09b9\\u09bf\\u09ae \\ud83d\\ude00";
        assert!(answer.body.contains(escaped), "{answer:?}");
    }

    /// A page of this origin may ask, and read what its login is answered with.
    pub async fn may_call(&self, origin: &str) {
        let asked = self.preflight(origin, "content-type, x-api-key").await;
        assert_eq!(asked.header("access-control-allow-origin"), Some(origin), "{asked:?}");
        let message = Message::login(self.login).header("Origin", origin);
        let answer = self.wire.send(&message.bytes()).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.header("access-control-allow-origin"), Some(origin), "{answer:?}");
        let foreign = Message::login(self.login).header("Origin", "https://example.com");
        let answer = self.wire.send(&foreign.bytes()).await;
        assert_eq!(answer.header("access-control-allow-origin"), None, "{answer:?}");
    }

    /// Whether a page of an allowed origin may send these headers.
    pub async fn may_send(&self, headers: &str, may: bool) {
        let asked = self.preflight("capacitor://localhost", headers).await;
        let allowed = asked.header("access-control-allow-headers").unwrap_or_default();
        let is_allowed = |name: &str| allowed.split(", ").any(|one| one.eq_ignore_ascii_case(name));
        for header in headers.split(", ") {
            assert_eq!(is_allowed(header), may, "{header}: {asked:?}");
        }
        assert_eq!(asked.header("access-control-max-age"), Some("600"), "{asked:?}");
    }

    async fn preflight(&self, origin: &str, headers: &str) -> Reply {
        let message = Message::new("OPTIONS", self.login.path)
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", headers);
        let reply = self.wire.send(&message.bytes()).await;
        assert_eq!((reply.status, reply.body.as_str()), (204, ""), "{reply:?}");
        reply
    }

    /// The refresh of this contract, with this token.
    fn refresh(&self, token: &str) -> Vec<u8> {
        let operation = refreshes().find(|one| one.contract == self.login.contract);
        let message = Message::new("POST", operation.expect("a refresh").path);
        message.header("Authorization", &format!("Bearer {token}")).bytes()
    }

    pub async fn refreshes_again(&self) {
        let refresh = self.refresh(&self.token().await);
        assert_eq!(self.wire.send(&refresh).await.status, 200);
        self.app.pass(seconds(9));
        let again = self.wire.send(&refresh).await;
        assert_eq!(again.status, 200, "{again:?}");
        let token = again
            .json()
            .pointer("/data/token")
            .and_then(Value::as_str)
            .map(str::to_owned);
        assert!(self.app.takes(self.login.realm(), &token.expect("a token")).await);
    }

    pub async fn refresh_after_grace(&self) -> Reply {
        let refresh = self.refresh(&self.token().await);
        assert_eq!(self.wire.send(&refresh).await.status, 200);
        self.app.pass(seconds(10));
        self.wire.send(&refresh).await
    }

    pub async fn two_credentials(&self) -> Reply {
        let operation = with_token()
            .find(|one| one.contract == self.login.contract)
            .expect("an operation");
        let bearer = format!("Bearer {}", self.token().await);
        let message = Message::new(operation.method, operation.path).header("Authorization", &bearer);
        self.wire.send(&message.header("authorization", &bearer).bytes()).await
    }

    /// The whole answer is this refusal, in the words of the contract.
    pub fn refuses(&self, refusal: Refusal, reply: &Reply) {
        let contract = self.login.contract;
        let (status, words) = match refusal {
            Refusal::Malformed => said(contract, Parity::MalformedBody),
            Refusal::Unsupported => said(contract, Parity::OtherContentType),
            Refusal::Missing => said(contract, Parity::NoMembers),
            Refusal::MissingName => invalid(contract, sentence(self.login.name, "is required")),
            Refusal::WrongType => invalid(contract, sentence("password", "must be a string")),
            Refusal::BadDate => {
                let what = "must be a date and time such as 2019-08-24T14:15:22Z";
                invalid(contract, sentence("user.birthDate", what))
            }
            Refusal::Credentials => said(contract, Parity::WrongPassword),
            Refusal::BadToken => said(contract, Parity::BadToken),
            Refusal::TooLate => said(contract, Parity::RefreshTooLate),
            Refusal::NotFound => {
                let owners = CONTRACTS
                    .iter()
                    .filter_map(|one| Some((one.owns_paths_below?, one.ident)));
                let owner = owners
                    .filter(|(prefix, _)| self.login.path.starts_with(prefix))
                    .max_by_key(|(prefix, _)| prefix.len());
                said(owner.expect("an owner").1, Parity::UnknownPath)
            }
            Refusal::Nowhere => (404, json!({"type": "about:blank", "title": "Not Found", "status": 404})),
            Refusal::BadRequest => (
                400,
                json!({"type": "about:blank", "title": "Bad Request", "status": 400}),
            ),
            Refusal::NotAllowed => panic!("a browser is told, not refused"),
        };
        let words = in_ascii(&words.to_string());
        assert_eq!(
            (reply.status, reply.body.as_str()),
            (status, words.as_str()),
            "{reply:?}"
        );
    }
}

fn sentence(field: &str, what: &str) -> Value {
    json!({ field: [format!("The {field} field {what}.")] })
}
