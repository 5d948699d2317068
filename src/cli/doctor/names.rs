//! The check of the names of all accounts.

use super::finding::Finding;
use crate::auth::{AuthService, NameKind, NameProblem, OddName};
use crate::model::{error_chain, visible};

const NAMES: &str = "names";
/// How many names are listed.
const LISTED: usize = 10;

/// Counts the names that nobody could choose today, or that are the same as others, and lists the first.
pub async fn names(auth: &AuthService) -> Finding {
    let (mut count, mut listed) = (0_usize, Vec::new());
    let examined = auth
        .examine_names(|odd| {
            count += 1;
            if listed.len() < LISTED {
                listed.push(line(&odd));
            }
        })
        .await;
    match examined {
        Err(error) => Finding::problem(NAMES, error_chain(&error)),
        Ok(accounts) if count == 0 => Finding::ok(
            NAMES,
            format!("every name is in its canonical form; accounts: {accounts}"),
        ),
        Ok(_) => {
            let more = if count > LISTED { ", of which the first" } else { "" };
            let message = format!("names to replace: {count}{more}: {}", listed.join("; "));
            Finding::warning(NAMES, message)
        }
    }
}

fn line(odd: &OddName) -> String {
    let (account, text) = (odd.account, visible(&odd.text));
    let kind = match odd.kind {
        NameKind::Username => "username",
        NameKind::Email => "e-mail address",
    };
    match &odd.problem {
        NameProblem::Refused(error) => format!("{account} {kind} \"{text}\" {error}"),
        NameProblem::NotCanonical(name) => {
            format!(
                "{account} {kind} \"{text}\" is not stored as \"{}\"",
                visible(name.as_str())
            )
        }
        NameProblem::SameAs(other) => format!("{account} {kind} \"{text}\" is also a name of {other}"),
    }
}
