//! What to call a device, going by its `User-Agent`.
//!
//! That header is whatever the client says, so the name is a help to recognise one's own devices and no more. Only words
//! from the lists below are shown, never the header's own. To add a program or a system: its line, before any other
//! that its header would match too.

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
pub fn name(user_agent: Option<&str>) -> String {
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
