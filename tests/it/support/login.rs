//! How to log in through each contract.

use latchkey::contracts::{CONTRACTS, Rules};
use latchkey::model::Realm;
use serde_json::{Value, json};

use super::http::{Answer, Call};
use super::{DEMO_KEY, TestApp};

/// Somebody who can log in.
#[derive(Debug, Clone, Copy)]
pub struct Person {
    pub username: &'static str,
    pub email: &'static str,
    pub password: &'static str,
}

/// The user among the demonstration accounts.
pub const ADMIN: Person = Person {
    username: "admin",
    email: "admin@example.com",
    password: "your-password",
};

/// The subscriber among the demonstration accounts.
pub const SUBSCRIBER: Person = Person {
    username: "subscriber1",
    email: "",
    password: "kettle-otter-velvet",
};

/// The login of a contract.
#[derive(Debug)]
pub struct Login {
    pub contract: &'static str,
    pub path: &'static str,
    /// The member that holds the name.
    pub name: &'static str,
    /// Whether an e-mail address is such a name.
    pub by_email: bool,
    /// Whether a username is such a name.
    pub by_username: bool,
    /// The member that holds the device.
    pub device: Option<&'static str>,
    /// Where the token stands in the answer.
    pub token: &'static str,
}

/// One for each contract.
pub const LOGINS: [Login; 5] = [
    Login {
        contract: "ispcrm",
        path: "/api/v1/subscriber/Login",
        name: "username",
        by_email: false,
        by_username: true,
        device: None,
        token: "/token",
    },
    Login {
        contract: "staff",
        path: "/api/v1/auth/login",
        name: "email",
        by_email: true,
        by_username: false,
        device: None,
        token: "/data/token",
    },
    Login {
        contract: "subscriber",
        path: "/api/v1/subscriber/login",
        name: "username",
        by_email: false,
        by_username: true,
        device: None,
        token: "/data/token",
    },
    Login {
        contract: "management",
        path: "/v1/auth/login",
        name: "username",
        by_email: true,
        by_username: true,
        device: None,
        token: "/token",
    },
    Login {
        contract: "netxd",
        path: "/rpc/admin/UserService/GetToken",
        name: "emailid",
        by_email: true,
        by_username: true,
        device: Some("deviceID"),
        token: "/authResponse/JWT",
    },
];

/// Who logs in through this contract.
#[track_caller]
pub fn realm(contract: &str) -> Realm {
    let known = CONTRACTS.iter().find(|one| one.ident == contract);
    match known.and_then(|known| known.rules) {
        Some(Rules::Users(_)) => Realm::Users,
        Some(Rules::Subscribers(_)) => Realm::Subscribers,
        None => panic!("nobody logs in through {contract}"),
    }
}

/// The contracts of this realm.
pub fn contracts_of(which: Realm) -> impl Iterator<Item = &'static str> {
    LOGINS
        .iter()
        .map(|login| login.contract)
        .filter(move |contract| realm(contract) == which)
}

/// The realm that is not this one.
pub fn others(realm: Realm) -> Realm {
    match realm {
        Realm::Users => Realm::Subscribers,
        Realm::Subscribers => Realm::Users,
    }
}

impl Login {
    /// The login of this contract.
    #[track_caller]
    pub fn of(contract: &str) -> &'static Self {
        let known = LOGINS.iter().find(|login| login.contract == contract);
        known.unwrap_or_else(|| panic!("LOGINS does not say how to log in through {contract}"))
    }

    /// Who logs in through it.
    pub fn realm(&self) -> Realm {
        realm(self.contract)
    }

    /// Somebody who can.
    pub fn anybody(&self) -> &'static Person {
        match self.realm() {
            Realm::Users => &ADMIN,
            Realm::Subscribers => &SUBSCRIBER,
        }
    }

    /// The name by which it knows this person.
    pub fn name_of(&self, person: &Person) -> &'static str {
        if self.by_username {
            person.username
        } else {
            person.email
        }
    }

    /// The members of its body, in the order of the page.
    pub fn members(&self) -> Vec<&'static str> {
        [self.name, "password"].into_iter().chain(self.device).collect()
    }

    /// Its body.
    pub fn body(&self, name: &str, password: &str) -> Value {
        let mut body = json!({ self.name: name, "password": password });
        if let Some(device) = self.device {
            body[device] = "917038".into();
        }
        body
    }

    /// A call to it, without a body, with the credential that `management` wants even here.
    pub fn call<'a>(&self, app: &'a TestApp) -> Call<'a> {
        app.call("POST", self.path).api_key(DEMO_KEY)
    }

    /// A login of this person.
    pub fn of_person<'a>(&self, app: &'a TestApp, person: &Person) -> Call<'a> {
        self.of_name(app, self.name_of(person), person.password)
    }

    /// A login by this name, with this password.
    pub fn of_name<'a>(&self, app: &'a TestApp, name: &str, password: &str) -> Call<'a> {
        let call = self.call(app).json(&self.body(name, password));
        call.about((self.contract, name, password))
    }
}

impl TestApp {
    /// Logs somebody in through a contract and returns the token.
    pub async fn token(&self, contract: &str) -> String {
        self.token_of(contract, Login::of(contract).anybody()).await
    }

    /// Logs this person in through a contract and returns the token.
    pub async fn token_of(&self, contract: &str, person: &Person) -> String {
        let login = Login::of(contract);
        let answer = login.of_person(self, person).send().await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.take_token(login.token).1
    }

    /// What an operation that changes nothing answers to a token of this realm.
    pub async fn look(&self, realm: Realm, token: &str) -> Answer {
        let path = match realm {
            Realm::Users => "/api/v1/auth/me",
            Realm::Subscribers => "/mobile-auto-login",
        };
        self.get(path).bearer(token).send().await
    }

    /// Whether a token of this realm is good.
    pub async fn takes(&self, realm: Realm, token: &str) -> bool {
        let answer = self.look(realm, token).await;
        match answer.status {
            200 | 302 => true,
            401 => false,
            _ => panic!("{answer:?}"),
        }
    }
}
