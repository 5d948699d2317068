//! Runs one story: `sdk-stories STORY SERVER`. It has gone well when this ends with 0.

mod account;
mod ispcrm;
mod management;
mod netxd;
mod oauth;
mod refusal;
mod staff;
mod subscriber;

/// How a story ends: well, or with what went wrong. What is not as it should be panics.
type Ending = Result<(), Box<dyn std::error::Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Ending {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [story, server] = arguments.as_slice() else {
        return Err("usage: sdk-stories STORY SERVER".into());
    };
    match story.as_str() {
        "account" => account::story(server).await,
        "ispcrm" => ispcrm::story(server).await,
        "management" => management::story(server).await,
        "netxd" => netxd::story(server).await,
        "oauth" => oauth::story(server).await,
        "staff" => staff::story(server).await,
        "subscriber" => subscriber::story(server).await,
        other => Err(format!("there is no story called '{other}'").into()),
    }
}
