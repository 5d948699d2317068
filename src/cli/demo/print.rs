//! What `latchkey serve --demo` prints.

use std::io::{self, Write};

use super::accounts::{
    ADMIN, API_KEY, CLIENT_SECRET, NETXD_ADMIN, SUBSCRIBER_1, SUBSCRIBER_2, SUBSCRIBER_3, SUBSCRIBER_123, try_it,
};
use crate::app::TryIt;
use crate::cli::output::{add_row, table};
use crate::contracts::{CONTRACTS, Rules};
use crate::model::Realm;

/// Prints the accounts and a request to try. If that fails, the server runs all the same.
pub fn print(base: &str, failures: bool) {
    if let Err(error) = write(&mut io::stdout(), base, failures) {
        tracing::warn!(%error, "the demonstration accounts could not be printed");
    }
}

fn write(out: &mut impl Write, base: &str, failures: bool) -> io::Result<()> {
    let mut table = table(&["username", "e-mail", "password", "log in through", ""]);
    let (users, subscribers) = (contracts_of(Realm::Users), contracts_of(Realm::Subscribers));
    for (login, contracts, note) in [
        (ADMIN, &users, format!("API key {API_KEY}")),
        (NETXD_ADMIN, &users, String::new()),
        (SUBSCRIBER_123, &subscribers, String::new()),
        (SUBSCRIBER_1, &subscribers, String::new()),
        (SUBSCRIBER_2, &subscribers, "disabled".to_owned()),
        (SUBSCRIBER_3, &subscribers, "package expired".to_owned()),
    ] {
        let email = login.email.unwrap_or_default();
        let texts = [login.username, email, login.password, contracts.as_str(), note.as_str()];
        add_row(&mut table, texts.map(str::to_owned).into());
    }
    let TryIt { path, body } = try_it();
    writeln!(
        out,
        "Demonstration accounts, until this server stops:\n{table}\nThe API key's client secret: {CLIENT_SECRET}\n\nTry it:\n"
    )?;
    writeln!(
        out,
        "  curl {base}{path} -H 'Content-Type: application/json' -d '{body}'\n"
    )?;
    if failures {
        let lines = "Any operation returns one of its documented errors on request:\n";
        writeln!(out, "{lines}\n  curl {base}{path} -i -X POST -H 'X-Demo-Error: 429'\n")?;
    }
    out.flush()
}

/// The contracts that accounts of this realm log in through.
fn contracts_of(realm: Realm) -> String {
    let of = |rules: &Rules| match rules {
        Rules::Users(_) => Realm::Users,
        Rules::Subscribers(_) => Realm::Subscribers,
    };
    let idents = CONTRACTS
        .iter()
        .filter(|contract| contract.rules.as_ref().map(of) == Some(realm))
        .map(|contract| contract.ident);
    idents.collect::<Vec<_>>().join(", ")
}
