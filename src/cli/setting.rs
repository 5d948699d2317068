//! `latchkey setting`: the settings of a user, those too that their owner may not change.

use clap::{Args, Subcommand};
use serde::Serialize;

use super::account::Which;
use super::error::CliError;
use super::global::Global;
use super::open_app::{with_auth, with_auth_read_only};
use super::output::{Listing, Row, print_line};
use super::parse;
use crate::model::{NewSetting, OperatorSetting, Setting, User};

/// Manage settings: named values that client programs store for a user
#[derive(Subcommand)]
pub enum Settings {
    /// List the settings of a user, in the order in which they were added
    List {
        #[command(flatten)]
        which: Which<User>,
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
    Set(Set),
    /// Delete a setting
    Delete {
        /// The number of the setting, as `list` prints it
        number: i64,
    },
}

/// Add a setting to a user, or replace the one of the same category, group and name
#[derive(Args)]
pub struct Set {
    #[command(flatten)]
    which: Which<User>,
    /// With the group and the name, the key
    #[arg(long, value_parser = parse::label)]
    category: String,
    /// With the category and the name, the key
    #[arg(long, value_parser = parse::label)]
    group: String,
    /// With the category and the group, the key
    #[arg(long, value_parser = parse::label)]
    name: String,
    /// The value; without one, the setting has none
    #[arg(long)]
    value: Option<String>,
    /// The kind of the value, as the client programs name it
    #[arg(long, value_parser = parse::label)]
    kind: Option<String>,
    /// What it is for
    #[arg(long, value_parser = parse::label)]
    description: Option<String>,
    /// The user may not change it
    #[arg(long)]
    read_only: bool,
}

/// A setting in a list.
#[derive(Serialize)]
struct SettingRow<'a> {
    id: i64,
    category: &'a str,
    group: &'a str,
    name: &'a str,
    value: Option<&'a str>,
    kind: Option<&'a str>,
    description: Option<&'a str>,
    read_only: bool,
}

impl<'a> From<&'a Setting> for SettingRow<'a> {
    fn from(setting: &'a Setting) -> Self {
        Self {
            id: setting.id,
            category: &setting.category,
            group: &setting.group,
            name: &setting.name,
            value: setting.value.as_deref(),
            kind: setting.kind.as_deref(),
            description: setting.description.as_deref(),
            read_only: setting.read_only,
        }
    }
}

impl Row for SettingRow<'_> {
    const HEADER: &'static [&'static str] = &["id", "category", "group", "name", "value", "read-only"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.category.to_owned(),
            self.group.to_owned(),
            self.name.to_owned(),
            self.value.unwrap_or_default().to_owned(),
            match self.read_only {
                true => "yes".to_owned(),
                false => String::new(),
            },
        ]
    }
}

impl Settings {
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        match self {
            Self::List { which, json } => list(global, &which, json).await,
            Self::Set(set) => set.run(global).await,
            Self::Delete { number } => delete(global, number).await,
        }
    }
}

async fn list(global: &Global, which: &Which<User>, json: bool) -> Result<(), CliError> {
    with_auth_read_only(global, async |auth| {
        let user = which.account(auth).await?;
        let mut listing = Listing::of::<SettingRow<'_>>(json);
        for setting in &auth.settings_of(user.id).await? {
            listing.add(&SettingRow::from(setting));
        }
        listing.finish()
    })
    .await
}

impl Set {
    async fn run(self, global: &Global) -> Result<(), CliError> {
        let setting = OperatorSetting {
            setting: NewSetting {
                category: self.category,
                group: self.group,
                name: self.name,
                value: self.value,
                kind: self.kind,
                description: self.description,
            },
            read_only: self.read_only,
        };
        with_auth(global, async |auth| {
            let user = self.which.account(auth).await?;
            let set = auth.set_setting(user.id, &setting).await?;
            print_line(format_args!("set setting {}", set.id))
        })
        .await
    }
}

async fn delete(global: &Global, number: i64) -> Result<(), CliError> {
    with_auth(global, async |auth| match auth.remove_setting(number).await? {
        true => print_line(format_args!("deleted setting {number}")),
        false => Err(CliError::NotFound {
            what: "setting",
            name: number.to_string(),
        }),
    })
    .await
}
