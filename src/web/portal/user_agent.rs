//! The name of a device, from its `User-Agent`.
//!
//! Clients send what they like in that header, so the name only helps people to recognise their own devices. It is made
//! of words from the lists below, never of the header's own. To add a program or a system, insert its line above any
//! other that its header matches.

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
    ("; wv)", "App"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    // The libraries that apps are made with, when the app does not give its own name.
    ("Dalvik/", "App"),
    ("okhttp/", "App"),
    ("CFNetwork/", "App"),
    ("Dart/", "App"),
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
    match (of(&PROGRAMS), of(&SYSTEMS)) {
        (Some(program), Some(system)) => format!("{program} on {system}"),
        (Some(program), None) => program.to_owned(),
        (None, Some(_) | None) => "Unknown device".to_owned(),
    }
}
