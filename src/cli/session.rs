//! `latchkey session`: the open sessions of an account.

use clap::{Args, Subcommand};
use serde::Serialize;
use uuid::Uuid;

use super::any_account::find_accounts;
use super::error::CliError;
use super::global::Global;
use super::open_app::{with_auth, with_auth_read_only};
use super::output::{Listing, Row, print_line};
use super::parse::{AnyAccount, any_account};
use super::times::rfc3339;
use crate::model::{Session, SessionId};

/// List and end sessions
#[derive(Subcommand)]
pub enum Sessions {
    /// List the open sessions of an account, the newest first, at most 100
    List {
        /// A username or e-mail address of either realm, or users/1, subscribers/1
        #[arg(value_parser = any_account)]
        account: AnyAccount,
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
    End(End),
}

/// End a session of an account, or all of them; with the next request their tokens are refused
#[derive(Args)]
pub struct End {
    /// A username or e-mail address of either realm, or users/1, subscribers/1
    #[arg(value_parser = any_account)]
    account: AnyAccount,
    /// The id of the session, as `list` prints it
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    session: Option<Uuid>,
    /// End all sessions of the account
    #[arg(long)]
    all: bool,
}

/// A session in a list.
#[derive(Serialize)]
struct SessionRow<'a> {
    id: String,
    account: String,
    contract: &'a str,
    device: Option<&'a str>,
    address: &'a str,
    user_agent: Option<&'a str>,
    created_at: String,
    seen_at: String,
    idle_until: String,
    expires_at: String,
}

impl<'a> From<&'a Session> for SessionRow<'a> {
    fn from(session: &'a Session) -> Self {
        Self {
            id: session.id.to_string(),
            account: session.account.to_string(),
            contract: &session.contract,
            device: session.device.as_deref(),
            address: &session.address,
            user_agent: session.user_agent.as_deref(),
            created_at: rfc3339(session.created_at),
            seen_at: rfc3339(session.seen_at),
            idle_until: rfc3339(session.idle_until),
            expires_at: rfc3339(session.expires_at),
        }
    }
}

impl Row for SessionRow<'_> {
    const HEADER: &'static [&'static str] = &[
        "id",
        "account",
        "contract",
        "opened",
        "last seen",
        "address",
        "user agent",
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            self.account.clone(),
            self.contract.to_owned(),
            self.created_at.clone(),
            self.seen_at.clone(),
            self.address.to_owned(),
            self.user_agent.unwrap_or_default().to_owned(),
        ]
    }
}

impl Sessions {
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        match self {
            Self::List { account, json } => list(global, &account, json).await,
            Self::End(end) => end.run(global).await,
        }
    }
}

async fn list(global: &Global, account: &AnyAccount, json: bool) -> Result<(), CliError> {
    with_auth_read_only(global, async |auth| {
        let mut listing = Listing::of::<SessionRow<'_>>(json);
        for account in find_accounts(auth, account).await? {
            for session in auth.sessions_of(account).await? {
                listing.add(&SessionRow::from(&session));
            }
        }
        listing.finish()
    })
    .await
}

impl End {
    async fn run(self, global: &Global) -> Result<(), CliError> {
        with_auth(global, async |auth| {
            let accounts = find_accounts(auth, &self.account).await?;
            if self.all && accounts.len() > 1 {
                let names: Vec<_> = accounts.iter().map(ToString::to_string).collect();
                let why = format!("{} means {}: name one of them", self.account.text, names.join(" and "));
                return Err(CliError::Usage(why));
            }
            let mut count = 0;
            for account in accounts {
                count += auth.end_sessions_of(account, self.session.map(SessionId)).await?;
            }
            match self.session {
                Some(id) if count == 0 => Err(CliError::NotFound {
                    what: "open session",
                    name: format!("{id} of {}", self.account.text),
                }),
                Some(_) | None => print_line(format_args!("ended sessions: {count}")),
            }
        })
        .await
    }
}
