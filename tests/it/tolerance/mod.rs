//! Tolerance: what clients in the field do beyond the documents, and what each contract makes of it, over the whole wire.
//!
//! The contracts replace backends on Laravel (`staff`, `subscriber`), ASP.NET Core with Newtonsoft.Json (`management`)
//! and Go (`netxd`), and forgive what those forgive. `table.rs` says what each contract makes of each situation, and
//! each of its cells is a test; `situation.rs` has the requests, `scene.rs` sends them over `wire.rs`. `stacks.rs`
//! compares the table with what the stacks did, which `tests/stacks` records, and `page.rs` with the reference.

mod page;
mod scene;
mod situation;
mod stacks;
mod table;
mod wire;

use latchkey::contracts::CONTRACTS;

use crate::support::TestApp;
use crate::support::login::Login;
use scene::Scene;
use situation::Situation;
use table::{Says, TABLE};
use wire::Wire;

/// Checks a cell of the table.
async fn holds(situation: Situation, contract: &str) {
    let row = TABLE.iter().find(|row| row.situation == situation).expect("a row");
    let cell = row
        .cells
        .iter()
        .find(|(ident, _)| *ident == contract)
        .expect("a column");
    let app = TestApp::with("[http]\ncors_origins = ['capacitor://localhost', 'https://*.example.com']").await;
    let scene = Scene {
        wire: Wire::to(&app).await,
        app,
        login: Login::of(contract),
    };
    let reply = match situation {
        Situation::NonAsciiAnswer => return scene.answers_in_ascii().await,
        Situation::AppOrigin => return scene.may_call("capacitor://localhost").await,
        Situation::SiteOfPattern => return scene.may_call("https://shop.example.com").await,
        Situation::OtherHeaders => {
            return scene
                .may_send("X-Requested-With, Cache-Control, X-App-Version", true)
                .await;
        }
        Situation::HeaderOfAddress => {
            for header in [
                "X-Forwarded-For",
                "X-Forwarded-Host",
                "Forwarded",
                "X-HTTP-Method-Override",
            ] {
                scene.may_send(header, false).await;
            }
            return;
        }
        Situation::RefreshInGrace => return scene.refreshes_again().await,
        Situation::RefreshAfterGrace => scene.refresh_after_grace().await,
        Situation::TwoAuthorizationHeaders => scene.two_credentials().await,
        _ if cell.1 == Says::Takes && is_update(situation) => return scene.takes_update(situation).await,
        _ if is_update(situation) => scene.update(situation).await,
        _ => {
            let exchange = scene.exchange(situation).await;
            match cell.1 {
                Says::Takes => return scene.takes(&exchange).await,
                _ => scene.wire.send(&exchange.sent).await,
            }
        }
    };
    match cell.1 {
        Says::Refuses(refusal) => scene.refuses(refusal, &reply),
        Says::Takes | Says::Nothing => panic!("{contract} in {situation:?} has no request: {reply:?}"),
    }
}

/// Whether it happens to `management`'s update instead of a login.
fn is_update(situation: Situation) -> bool {
    use Situation::*;
    matches!(
        situation,
        NestedMemberCase
            | DateWithoutOffset
            | DateAlone
            | DateEmpty
            | DateWithSevenDigits
            | DateWithSpace
            | DateOfOldDotnet
            | DateMonthFirst
            | DateOfHttp
            | ImageOf60Kb
            | ImageOf1Mib
    )
}

#[test]
fn every_contract_has_a_column_and_every_situation_one_row() {
    for row in TABLE {
        let idents: Vec<&str> = row.cells.iter().map(|(ident, _)| *ident).collect();
        let logins: Vec<&str> = CONTRACTS
            .iter()
            .filter(|one| one.rules.is_some())
            .map(|one| one.ident)
            .collect();
        assert_eq!(idents, logins, "{}", row.name);
    }
    let mut all: Vec<_> = TABLE.iter().map(|row| row.situation).collect();
    let rows = all.len();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), rows, "a situation stands there twice");
}
