//! Bearer tokens, as every operation that needs one judges them.

use std::time::Duration;

use crate::contracts::operations::{Operation, log_outs, with_token};
use crate::parity::situation::{Situation, said};
use crate::support::TestApp;
use crate::support::clock::{days, seconds};
use crate::support::http::{BAD_TOKEN, Call, NO_TOKEN, Sent};
use crate::support::jwt::{claims, forgeries};
use crate::support::login::{LOGINS, contracts_of, others};

async fn refused(operation: &Operation, call: Call<'_>, situation: Situation, challenge: Sent) {
    let (status, words) = said(operation.contract, situation);
    call.send().await.is(status, &words, &[challenge]);
}

async fn accepted(operation: &Operation, call: Call<'_>) {
    let answer = call.send().await;
    assert_eq!(answer.status, operation.success, "{answer:?}");
}

#[tokio::test]
async fn without_a_token_there_is_a_challenge_that_names_no_error() {
    let app = TestApp::start().await;
    for operation in with_token() {
        let call = operation.anonymous(&app).about("no header");
        refused(operation, call, Situation::NoToken, NO_TOKEN).await;
        for header in [
            "",
            "Bearer",
            "Bearer ",
            "Basic YWRtaW46c2VjcmV0",
            "Token abc",
            "Bearer: abc",
            "abc",
        ] {
            let call = operation.anonymous(&app).header("authorization", header).about(header);
            refused(operation, call, Situation::NoToken, NO_TOKEN).await;
        }
    }
}

#[tokio::test]
async fn a_token_anywhere_but_in_the_header_is_no_token() {
    let app = TestApp::start().await;
    for operation in with_token() {
        let token = app.token(operation.contract).await;
        let address = format!("{}?token={token}&access_token={token}", operation.path);
        let call = app
            .call(operation.method, &address)
            .header("cookie", &format!("token={token}; Authorization={token}"))
            .header("x-authorization", &format!("Bearer {token}"));
        let call = call.body(
            "application/json",
            format!(r#"{{"token":"{token}","access_token":"{token}"}}"#),
        );
        refused(operation, call, Situation::NoToken, NO_TOKEN).await;
    }
}

#[tokio::test]
async fn a_forged_token_is_refused() {
    let app = TestApp::start().await;
    for operation in with_token() {
        let token = app.token(operation.contract).await;
        for (what, forged) in forgeries(&token) {
            let call = operation.anonymous(&app).bearer(&forged).about(what);
            refused(operation, call, Situation::BadToken, BAD_TOKEN).await;
        }
        accepted(operation, operation.anonymous(&app).bearer(&token)).await;
    }
}

#[tokio::test]
async fn two_authorization_headers_are_refused_even_if_both_are_good() {
    let app = TestApp::start().await;
    for operation in with_token() {
        let token = app.token(operation.contract).await;
        let twice = operation.anonymous(&app).bearer(&token).bearer(&token);
        refused(operation, twice, Situation::BadToken, BAD_TOKEN).await;
        let beside_another = operation
            .anonymous(&app)
            .bearer(&token)
            .header("authorization", "Basic YTpi");
        refused(operation, beside_another, Situation::BadToken, BAD_TOKEN).await;
    }
}

#[tokio::test]
async fn the_scheme_may_be_in_any_case() {
    let app = TestApp::start().await;
    for operation in with_token() {
        for scheme in ["bearer", "BEARER", "bEaReR"] {
            let token = app.token(operation.contract).await;
            let call = operation.anonymous(&app);
            accepted(operation, call.header("authorization", &format!("{scheme} {token}"))).await;
        }
    }
}

#[tokio::test]
async fn a_token_of_the_other_realm_is_refused() {
    let app = TestApp::start().await;
    for operation in with_token() {
        for other in contracts_of(others(operation.login().realm())) {
            let call = operation.anonymous(&app).bearer(&app.token(other).await).about(other);
            refused(operation, call, Situation::TokenOfOthers, BAD_TOKEN).await;
        }
    }
}

#[tokio::test]
async fn a_token_of_a_session_that_is_over_is_refused_on_every_node() {
    let app = TestApp::start().await;
    let other_node = app.another_node().await;
    for operation in with_token() {
        let token = app.token(operation.contract).await;
        let log_out = log_outs()
            .find(|one| one.contract == operation.contract)
            .expect("a logout");
        accepted(log_out, log_out.anonymous(&app).bearer(&token)).await;
        for node in [&app, &other_node] {
            let call = operation.anonymous(node).bearer(&token);
            refused(operation, call, operation.over(), BAD_TOKEN).await;
        }
    }
}

#[tokio::test]
async fn a_token_is_worthless_as_soon_as_its_owner_is_disabled_or_gets_another_password() {
    let app = TestApp::start().await;
    for operation in with_token() {
        let (realm, person) = (operation.login().realm(), operation.login().anybody());
        let token = app.token(operation.contract).await;
        app.disable(realm, person).await;
        let call = operation.anonymous(&app).bearer(&token).about("disabled");
        refused(operation, call, operation.over(), BAD_TOKEN).await;
        app.enable(realm, person).await;
        let call = operation.anonymous(&app).bearer(&token).about("enabled again");
        refused(operation, call, operation.over(), BAD_TOKEN).await;
        let token = app.token(operation.contract).await;
        app.set_password(realm, person, person.password).await;
        let call = operation.anonymous(&app).bearer(&token).about("another password");
        refused(operation, call, operation.over(), BAD_TOKEN).await;
    }
}

/// How long a token of each contract is good.
fn lifetime(contract: &str) -> Duration {
    match contract {
        "ispcrm" | "subscriber" => days(30),
        "staff" => seconds(3600),
        "management" => seconds(1800),
        "netxd" => seconds(7200),
        other => panic!("how long is a token of {other} good?"),
    }
}

#[tokio::test]
async fn a_token_is_good_until_it_expires() {
    let app = TestApp::start().await;
    for operation in with_token() {
        let good_for = lifetime(operation.contract);
        let token = app.token(operation.contract).await;
        app.pass(good_for - seconds(1));
        accepted(operation, operation.anonymous(&app).bearer(&token)).await;
        let token = app.token(operation.contract).await;
        // Two clocks may differ by five seconds.
        app.pass(good_for + seconds(5));
        match operation.over() {
            Situation::RefreshTooLate => accepted(operation, operation.anonymous(&app).bearer(&token)).await,
            over => refused(operation, operation.anonymous(&app).bearer(&token), over, BAD_TOKEN).await,
        }
    }
}

#[tokio::test]
async fn a_token_says_how_long_it_is_good() {
    let app = TestApp::start().await;
    for login in &LOGINS {
        let claims = claims(&app.token(login.contract).await);
        let (from, until) = (claims["iat"].as_u64(), claims["exp"].as_u64());
        let good_for = until.zip(from).map(|(until, from)| seconds(until - from));
        assert_eq!(good_for, Some(lifetime(login.contract)), "{claims}");
    }
}
