//! The name of a device, from its `User-Agent`.
//!
//! Clients send what they like in that header, so the name only helps people to recognise their own devices. It is made
//! of words from the lists below, and else of the name that a program gives itself, if that is a plain word. To add a
//! program or a system, insert its line above any other that its header matches.

/// A program that does not give its own name.
const APP: &str = "App";

/// What other programs are made with, as they name themselves. Every browser begins with the first.
const LIBRARIES: [&str; 5] = ["Mozilla", "Dalvik", "okhttp", "CFNetwork", "Dart"];

/// The longest name of its own that a program is called by, in bytes.
const MAX_OWN_NAME: usize = 30;

/// Programs, by what their header contains. Most browsers also name the ones that they descend from.
const PROGRAMS: [(&str, &str); 20] = [
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    // A browser inside an app.
    ("; wv)", APP),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    // The libraries that apps are made with, when the app does not give its own name.
    ("Dalvik/", APP),
    ("okhttp/", APP),
    ("CFNetwork/", APP),
    ("Dart/", APP),
    // Programs for people who know them.
    ("curl/", "curl"),
    ("Wget/", "Wget"),
    ("PostmanRuntime/", "Postman"),
    ("insomnia/", "Insomnia"),
    ("python-requests/", "Python"),
];

/// Systems, by what their header contains. Android is a Linux, and iPhones say that they are like a Mac.
const SYSTEMS: [(&str, &str); 8] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
    ("Darwin/", "an Apple device"),
];

/// The name: a program, and its system where that is known.
pub fn device_name(user_agent: Option<&str>) -> String {
    let header = user_agent.unwrap_or_default();
    let of = |list: &[(&str, &'static str)]| {
        list.iter()
            .find(|(part, _)| header.contains(part))
            .map(|(_, word)| *word)
    };
    let program = match of(&PROGRAMS) {
        Some(APP) => Some(own_name(header).unwrap_or(APP)),
        Some(known) => Some(known),
        None => own_name(header),
    };
    match (program, of(&SYSTEMS)) {
        (Some(program), Some(system)) => format!("{program} on {system}"),
        (Some(program), None) => program.to_owned(),
        (None, Some(system)) => format!("Unknown device on {system}"),
        (None, None) => "Unknown device".to_owned(),
    }
}

/// The name of the first product of the header (RFC 9110 section 10.1.5), if it is the program's own and a plain word.
fn own_name(header: &str) -> Option<&str> {
    let (name, _) = header.split_once('/')?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let is_own = !LIBRARIES.contains(&name) && name.len() <= MAX_OWN_NAME;
    (is_own && name.starts_with(|first: char| first.is_ascii_alphabetic()) && name.bytes().all(is_plain))
        .then_some(name)
}
