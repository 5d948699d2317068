//! What is asked for of webhook endpoints.

use std::time::Duration;

use poem_openapi::Object;
use poem_openapi::types::Example;

use super::account::plain;
use crate::auth::{AddWebhook, Missed};
use crate::contracts::kit::example::RequestExamples;
use crate::contracts::kit::field::{Field, HttpUrl, Kept, Label, Optional};
use crate::contracts::kit::field_type::{Boolean, ManyOf, UpTo, Words};
use crate::contracts::kit::validate::{FieldErrors, Validator};
use crate::model::{Action, Patch, WebhookUpdate};

/// The most actions of an endpoint: so many there are.
const MAX_EVENTS: usize = Action::ALL.len();
/// The longest overlap of two secrets, in seconds: 30 days.
const MAX_OVERLAP: i64 = 30 * 24 * 60 * 60;

/// The names of the actions of the audit log.
struct Actions;

impl Words for Actions {
    const WORDS: &'static [&'static str] = &Action::NAMES;
    const A: &'static str = "an array of actions of the audit log, such as account.disabled";
}

/// A webhook endpoint to be added.
#[derive(Object)]
#[oai(example)]
pub struct CreateWebhook {
    /// Where messages are posted to: `https`, at a public address; the operator may allow others.
    url: Field<HttpUrl>,
    /// What it is for.
    description: Optional<Label>,
    /// The actions whose events it gets; none for all.
    events: Optional<ManyOf<Actions, MAX_EVENTS>>,
}

impl CreateWebhook {
    /// The command, or everything that is wrong with it.
    pub fn into_command(self, check: &mut Validator) -> Option<AddWebhook> {
        let url = check.required("url", self.url);
        let description = check.optional_text("description", self.description);
        let description = plain(check, "description", description);
        let events = check.optional("events", self.events);
        let events = events.and_then(|names| actions(check, &names));
        Some(AddWebhook {
            url: url?,
            description,
            events: events.unwrap_or_default(),
        })
    }
}

/// The actions of these names, each once and in their order.
fn actions(check: &mut Validator, names: &[&str]) -> Option<Vec<Action>> {
    if names.len() > MAX_EVENTS {
        return check.fail("events", &format!("must not have more than {MAX_EVENTS} items"));
    }
    let wanted = Action::ALL
        .into_iter()
        .filter(|action| names.contains(&action.as_str()));
    Some(wanted.collect())
}

impl Example for CreateWebhook {
    fn example() -> Self {
        Self {
            url: Field::of("https://crm.example/hooks/latchkey"),
            description: Field::of("CRM"),
            events: Field::with(vec!["account.added", "account.disabled"]),
        }
    }
}

impl RequestExamples for CreateWebhook {}

/// What changes about a webhook endpoint (RFC 7396): an absent member stays, `null` empties it.
#[derive(Object)]
#[oai(example)]
pub struct UpdateWebhook {
    /// Where messages are posted to. What is not delivered yet goes there, too.
    url: Optional<Kept<HttpUrl>>,
    /// What it is for.
    description: Optional<Label>,
    /// The actions whose events it gets; none for all.
    events: Optional<ManyOf<Actions, MAX_EVENTS>>,
}

impl UpdateWebhook {
    /// The command, or everything that is wrong with it.
    pub fn into_command(self) -> Result<WebhookUpdate, FieldErrors> {
        let mut check = Validator::default();
        let update = WebhookUpdate {
            url: check.kept_or_value("url", self.url),
            description: check.patch_label("description", self.description),
            events: match check.patch("events", self.events) {
                Patch::Keep => None,
                Patch::Clear => Some(Vec::new()),
                Patch::Set(names) => actions(&mut check, &names),
            },
        };
        check.finish(Some(update))
    }
}

impl Example for UpdateWebhook {
    fn example() -> Self {
        Self {
            url: Field::absent(),
            description: Field::of("CRM and billing"),
            events: Field::with(vec!["account.added", "account.changed", "account.disabled"]),
        }
    }
}

impl RequestExamples for UpdateWebhook {}

/// How a webhook endpoint is enabled.
#[derive(Object)]
#[oai(example)]
pub struct EnableWebhook {
    /// Whether it gets only what happens from now on, instead of all that it has missed.
    skip_missed: Optional<Boolean>,
}

impl EnableWebhook {
    /// What it gets, or what is wrong.
    pub fn into_command(self) -> Result<Missed, FieldErrors> {
        let mut check = Validator::default();
        let missed = match check.optional("skip_missed", self.skip_missed) {
            Some(true) => Missed::Skip,
            Some(false) | None => Missed::Deliver,
        };
        check.finish(Some(missed))
    }
}

impl Example for EnableWebhook {
    fn example() -> Self {
        Self {
            skip_missed: Field::with(false),
        }
    }
}

impl RequestExamples for EnableWebhook {}

/// How the secret of a webhook endpoint is replaced.
#[derive(Object)]
#[oai(example)]
pub struct RotateWebhookSecret {
    /// For how many seconds messages are signed with the old secret, too; 0 for not at all. At most 30 days.
    overlap_seconds: Field<UpTo<MAX_OVERLAP>>,
}

impl RotateWebhookSecret {
    /// The overlap, or everything that is wrong with it.
    pub fn into_command(self) -> Result<Duration, FieldErrors> {
        let mut check = Validator::default();
        let seconds = check.up_to("overlap_seconds", self.overlap_seconds);
        check.finish(seconds.map(Duration::from_secs))
    }
}

impl Example for RotateWebhookSecret {
    fn example() -> Self {
        Self {
            overlap_seconds: Field::with(86_400),
        }
    }
}

impl RequestExamples for RotateWebhookSecret {}
