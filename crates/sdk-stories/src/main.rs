//! Runs one story: `sdk-stories STORY SERVER`. The exit code is 0 when it succeeds.

mod account;
mod admin;
mod ispcrm;
mod latchkey;
mod management;
mod netxd;
mod oauth;
mod refusal;
mod staff;
mod subscriber;

/// The result of a story. A failed assertion panics.
type Ending = Result<(), Box<dyn std::error::Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Ending {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [story, server] = arguments.as_slice() else {
        return Err("usage: sdk-stories STORY SERVER".into());
    };
    match story.as_str() {
        "account" => account::story(server).await,
        "admin" => admin::story(server).await,
        "ispcrm" => ispcrm::story(server).await,
        "latchkey" => latchkey::story(server).await,
        "management" => management::story(server).await,
        "netxd" => netxd::story(server).await,
        "oauth" => oauth::story(server).await,
        "staff" => staff::story(server).await,
        "subscriber" => subscriber::story(server).await,
        other => Err(format!("there is no story called '{other}'").into()),
    }
}
