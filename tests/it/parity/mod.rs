//! Parity: one situation, all contracts, each contract's own words.
//!
//! `table.rs` is what each contract says, `scenario.rs` brings a contract into the situation. Both are driven by the
//! application's own list of contracts: a contract without a column fails here, and a row that lacks a column does not
//! compile. Other tests take the words from here, so that each stands in one place only.

mod scenario;
pub mod situation;
mod table;

use latchkey::contracts::CONTRACTS;

use scenario::Scenario;
use situation::{Says, json};
use table::TABLE;

#[tokio::test]
async fn each_contract_answers_each_situation_in_its_own_words() {
    for row in TABLE {
        for situation in row.situations {
            let scenario = Scenario::of(*situation).await;
            for contract in &CONTRACTS {
                let answer = scenario.produce(contract.ident, *situation).await;
                match (row.column(contract.ident), answer) {
                    (Says::Nothing, None) => {}
                    (Says::This(status, body), Some(answer)) => answer.is(*status, &json(body), situation.headers()),
                    (says, answer) => panic!("{} {situation:?}: {says:?}, not {answer:?}", contract.ident),
                }
            }
        }
    }
}

#[test]
fn each_situation_stands_in_the_table_once() {
    let mut all: Vec<_> = TABLE.iter().flat_map(|row| row.situations).collect();
    let rows = all.len();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), rows, "a situation stands there twice");
}
