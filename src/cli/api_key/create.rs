//! `latchkey api-key create`

use clap::Args;
use clap::builder::PossibleValuesParser;
use serde_json::json;

use crate::auth::{Clock, CreateApiKey, CreatedApiKey, SystemClock};
use crate::cli::error::CliError;
use crate::cli::global::Global;
use crate::cli::open_app::with_auth;
use crate::cli::output::{add_row, print_json, print_line, print_note, table};
use crate::cli::times::rfc3339;
use crate::cli::{parse, times};
use crate::model::{ApiKey, Permissions, Timestamp, User, Username};

/// Create an API key for a user, and show it once
///
/// The key acts as its owner, within its permissions. Only a hash of it is stored, so it cannot be shown again.
#[derive(Args)]
pub struct Create {
    /// The username of the owner
    #[arg(long, value_parser = parse::username::<User>)]
    owner: Username,
    /// The name of the key in lists
    #[arg(long, value_parser = parse::label)]
    name: String,
    /// What the key may do
    #[arg(long, required = true, value_delimiter = ',', value_name = "LIST", value_parser = permission_names())]
    permissions: Vec<String>,
    /// When it expires: a date, which means midnight UTC, or an RFC 3339 time [default: never]
    #[arg(long, value_name = "DATE", value_parser = times::date_or_time)]
    expires: Option<Timestamp>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

fn permission_names() -> PossibleValuesParser {
    PossibleValuesParser::new(Permissions::NAMED.map(|(word, _)| word))
}

impl Create {
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        if self.expires.is_some_and(|end| end <= SystemClock.now()) {
            return Err(CliError::Usage("--expires is in the past".to_owned()));
        }
        let permissions = self.permissions();
        with_auth(global, async |auth| {
            let owner = auth.find_account::<User>(self.owner.folded()).await?;
            let owner = owner.ok_or_else(|| CliError::not_found("user", self.owner.as_str()))?;
            let command = CreateApiKey {
                owner: owner.id,
                name: self.name.clone(),
                permissions,
                description: None,
                expires_at: self.expires,
            };
            let created = auth.create_api_key(command).await?;
            let key = auth.api_key(created.id).await?;
            let key = key.ok_or_else(|| CliError::not_found("API key", &self.name))?;
            show(self.json, &owner.username, &key, &created)
        })
        .await?;
        print_note("the key and the client secret cannot be shown again");
        Ok(())
    }

    fn permissions(&self) -> Permissions {
        let given = Permissions::NAMED
            .into_iter()
            .filter(|(word, _)| self.permissions.iter().any(|one| one == word));
        given
            .map(|(_, bit)| bit)
            .fold(Permissions::from_bits(0), Permissions::union)
    }
}

/// The only place that prints secrets: this is how the key gets to its user.
pub(super) fn show(json: bool, owner: &str, key: &ApiKey, created: &CreatedApiKey) -> Result<(), CliError> {
    let (id, secret_key, secret) = (created.id.0, created.key.expose(), created.client_secret.expose());
    let (permissions, expires) = (key.permissions.names(), key.expires_at.map(rfc3339));
    if json {
        return print_json(&json!({
            "id": id, "name": key.name, "owner": owner, "key": secret_key, "client_secret": secret,
            "permissions": permissions, "expires_at": expires,
        }));
    }
    let mut table = table(&["API key", &id.to_string()]);
    for (what, value) in [
        ("key", secret_key),
        ("client secret", secret),
        ("name", key.name.as_str()),
        ("owner", owner),
        ("permissions", permissions.join(", ").as_str()),
        ("expires", expires.as_deref().unwrap_or("never")),
    ] {
        add_row(&mut table, vec![what.to_owned(), value.to_owned()]);
    }
    print_line(table)
}
