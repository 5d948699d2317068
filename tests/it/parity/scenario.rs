//! How to bring about each situation in any contract.

use latchkey::contracts::CONTRACTS;
use latchkey::model::Realm;

use super::situation::Situation;
use crate::contracts::operations::{log_outs, refreshes};
use crate::support::TestApp;
use crate::support::accounts::{ANA, BEN};
use crate::support::clock::days;
use crate::support::http::Answer;
use crate::support::jwt::forgeries;
use crate::support::login::{Login, Person, contracts_of, others};

/// The application, prepared for one situation.
pub struct Scenario(TestApp);

impl Scenario {
    /// With the account of each realm that the table expects.
    pub async fn of(situation: Situation) -> Self {
        let app = TestApp::start().await;
        for realm in [Realm::Users, Realm::Subscribers] {
            let person = person(realm);
            match situation {
                Situation::NoPasswordSet => app.add_without_password(realm, person).await,
                _ => app.add(realm, person).await,
            }
            if matches!(
                situation,
                Situation::WrongPasswordOfDisabled | Situation::RightPasswordOfDisabled
            ) {
                app.disable(realm, person).await;
            }
        }
        match situation {
            Situation::DatabaseBroken => app.break_sessions().await,
            Situation::DatabaseAway => app.lose_database().await,
            _ => {}
        }
        Self(app)
    }

    /// What this contract answers; nothing where it has no operation that could get into this situation.
    pub async fn produce(&self, contract: &str, situation: Situation) -> Option<Answer> {
        let login = Login::of(contract);
        let person = person(login.realm());
        let answer = match situation {
            Situation::LoggedIn
            | Situation::NoPasswordSet
            | Situation::RightPasswordOfDisabled
            | Situation::DatabaseBroken
            | Situation::DatabaseAway => self.log_in(login, person).await,
            Situation::WrongPassword | Situation::WrongPasswordOfDisabled => {
                let name = login.name_of(person);
                login.of_name(&self.0, name, "somebody else's password").send().await
            }
            Situation::TooManyAttempts => {
                for _ in 0..10 {
                    let name = login.name_of(person);
                    login.of_name(&self.0, name, "somebody else's password").send().await;
                }
                self.log_in(login, person).await
            }
            Situation::UnknownName => {
                login
                    .of_name(&self.0, "nobody@example.com", person.password)
                    .send()
                    .await
            }
            Situation::MalformedBody => login.call(&self.0).body("application/json", "{").send().await,
            Situation::NoMembers => login.call(&self.0).body("application/json", "{}").send().await,
            Situation::OtherContentType => login.call(&self.0).body("text/plain", "{}").send().await,
            Situation::BodyTooLarge => {
                let body = " ".repeat(64 * 1024 + 1);
                login.call(&self.0).body("application/json", body).send().await
            }
            Situation::OtherMethod => self.0.call("DELETE", login.path).send().await,
            Situation::UnknownPath => self.0.get(&format!("{}nothing", prefix(contract)?)).send().await,
            Situation::LoggedOut
            | Situation::NoToken
            | Situation::BadToken
            | Situation::TokenOfOthers
            | Situation::ExpiredToken
            | Situation::TokenOfEndedSession => self.log_out(contract, situation).await?,
            Situation::Refreshed | Situation::RefreshTooLate => self.refresh(contract, situation).await?,
        };
        Some(answer)
    }

    async fn log_in(&self, login: &Login, person: &Person) -> Answer {
        let answer = login.of_person(&self.0, person).send().await;
        if answer.status != 200 {
            return answer;
        }
        let (answer, _) = answer.take_token(login.token);
        let volatile: &[_] = match login.contract {
            "netxd" => &[("ip", "IP"), ("lastLoginTime", "WHEN"), ("lastLoginIp", "FROM")],
            _ => &[],
        };
        volatile.iter().fold(answer, |answer, (member, name)| {
            answer.take(&format!("/authResponse/{member}"), name).0
        })
    }

    async fn log_out(&self, contract: &str, situation: Situation) -> Option<Answer> {
        let app = &self.0;
        let log_out = log_outs().find(|one| one.contract == contract)?;
        let token = app.token(contract).await;
        let call = log_out.anonymous(app);
        let call = match situation {
            Situation::NoToken => call,
            Situation::BadToken => call.bearer(&forgeries(&token).pop()?.1),
            Situation::TokenOfOthers => {
                let other = contracts_of(others(Login::of(contract).realm())).next()?;
                call.bearer(&app.token(other).await)
            }
            Situation::ExpiredToken => {
                app.pass(days(31));
                call.bearer(&token)
            }
            Situation::TokenOfEndedSession => {
                log_out.anonymous(app).bearer(&token).send().await;
                call.bearer(&token)
            }
            _ => call.bearer(&token),
        };
        Some(call.send().await)
    }

    async fn refresh(&self, contract: &str, situation: Situation) -> Option<Answer> {
        let refresh = refreshes().find(|one| one.contract == contract)?;
        let token = self.0.token(contract).await;
        if situation == Situation::RefreshTooLate {
            self.0.pass(days(90));
        }
        let answer = refresh.bare(&self.0).bearer(&token).send().await;
        match answer.status {
            200 => Some(answer.take_token("/data/token").0),
            _ => Some(answer),
        }
    }
}

fn person(realm: Realm) -> &'static Person {
    match realm {
        Realm::Users => &ANA,
        Realm::Subscribers => &BEN,
    }
}

fn prefix(contract: &str) -> Option<&'static str> {
    let known = CONTRACTS.iter().find(|one| one.ident == contract)?;
    known.owns_paths_below
}
