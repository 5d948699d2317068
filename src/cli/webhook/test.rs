//! `latchkey webhook test`

use clap::Args;

use crate::cli::error::CliError;
use crate::cli::global::Global;
use crate::cli::open_app::with_auth;
use crate::cli::output::{print_line, print_note};
use crate::webhooks::{self, TestError};

/// Send one message to a URL, and show how it was taken
///
/// Its type is webhook.test. It is signed with the secret of the endpoint that has this URL. If there is none, it is
/// signed with a new secret, which is shown.
#[derive(Args)]
pub struct Test {
    /// The URL
    url: String,
}

impl Test {
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        with_auth(global, async |auth| {
            let tested = webhooks::test(auth, &self.url).await.map_err(refused)?;
            if let Some(secret) = &tested.new_secret {
                print_note(format_args!(
                    "no endpoint has this URL; signed with {}",
                    secret.shown().expose()
                ));
            }
            let took = tested.took.as_millis();
            match tested.outcome {
                Ok(status) => print_line(format_args!("taken: HTTP {status} after {took} ms")),
                Err(failure) => Err(CliError::NotTaken { failure, took }),
            }
        })
        .await
    }
}

fn refused(error: TestError) -> CliError {
    match error {
        TestError::Url(_) => CliError::Usage(error.to_string()),
        TestError::Secret(why) => CliError::WebhookSecret(why),
        TestError::Service(error) => error.into(),
    }
}
