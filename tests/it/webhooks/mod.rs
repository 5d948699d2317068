//! Webhooks: what is delivered to whom, when, and what happens when it is not taken. The receiver is real, on a port of
//! 127.0.0.1; time is the tests'.

mod addresses;
mod delivery;
mod failures;
mod manage;
mod nodes;
mod outbox;
pub mod receiver;
mod secrets;
mod sweeping;

use std::time::Duration;

use latchkey::auth::{AddWebhook, Clock, SigningSecret};
use latchkey::model::{AccountRef, Action, Context, Realm, Webhook, WebhookId};
use latchkey::webhooks::Dispatcher;

use crate::support::TestApp;
use receiver::Receiver;

/// Lets messages be sent to this machine.
const LOCAL: &str = "[webhooks]\nallowed_networks = [\"127.0.0.1\"]";

/// Accounts that things happen to. They need not exist.
const ANA: AccountRef = AccountRef {
    realm: Realm::Users,
    id: 41,
};
const BEN: AccountRef = AccountRef {
    realm: Realm::Subscribers,
    id: 41,
};

/// An application with one endpoint, and a receiver behind it.
struct Site {
    app: TestApp,
    receiver: Receiver,
    dispatcher: Dispatcher,
    id: WebhookId,
    secret: SigningSecret,
}

impl Site {
    /// An endpoint that gets all events.
    async fn start() -> Self {
        Self::with("", &[]).await
    }

    /// An endpoint that gets the events of these actions, with more lines of configuration.
    async fn with(toml: &str, events: &[Action]) -> Self {
        let app = TestApp::with(&format!("{LOCAL}\n{toml}")).await;
        let receiver = Receiver::start().await;
        let (id, secret) = add(&app, &receiver.url(), events).await;
        let dispatcher = Dispatcher::new(app.app.auth.clone());
        Self {
            app,
            receiver,
            dispatcher,
            id,
            secret,
        }
    }

    /// Looks once, and delivers what is due.
    async fn deliver(&mut self) -> usize {
        self.dispatcher.run_once().await.expect("a database")
    }

    async fn webhook(&self) -> Webhook {
        self.app.app.auth.webhook(self.id).await.expect("an endpoint")
    }

    /// What went wrong the last time, if the endpoint fails.
    async fn last_error(&self) -> Option<String> {
        self.webhook().await.progress.failing.map(|failing| failing.error)
    }
}

/// Adds an endpoint that gets the events of these actions, or of all.
async fn add(app: &TestApp, url: &str, events: &[Action]) -> (WebhookId, SigningSecret) {
    let command = AddWebhook {
        url: url.to_owned(),
        description: None,
        events: events.to_vec(),
    };
    let added = app.app.auth.add_webhook(command, &Context::operator()).await;
    added.expect("a new endpoint")
}

/// Something happens to this account, and is recorded. Returns the id of its message.
async fn happen(app: &TestApp, action: Action, account: Option<AccountRef>) -> String {
    let context = Context::operator();
    let mut event = context.event(action, app.clock.now());
    event.account = account;
    app.store.record(&event).await.expect("an event");
    format!("evt_{}", app.mark().await)
}

/// Has nodes look until as many messages have arrived. A transaction of another test may hold PostgreSQL up for a while.
async fn deliver_until(dispatcher: &mut Dispatcher, receiver: &Receiver, count: usize) {
    for _ in 0..2_000 {
        dispatcher.run_once().await.expect("a database");
        if receiver.ids().len() >= count {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("only {:?} arrived", receiver.ids());
}
