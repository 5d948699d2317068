//! The portal's cookie: its name and attributes. The contract that logs a subscriber in sets it and the portal reads
//! it, and they must agree.

/// The attributes: no script reads the cookie, it travels over https only (browsers make an exception for a server on
/// the same machine), and no other site's form can send it. Without an age it goes when the browser does; its session
/// may end sooner.
const ATTRIBUTES: &str = "HttpOnly; Secure; SameSite=Lax; Path=/";

/// The cookie's name. Over https it has the `__Host-` prefix: browsers then refuse one that a neighbour under the same
/// domain tries to plant. Over plain http, as on a developer's machine, they would refuse ours too.
pub const fn cookie_name(https: bool) -> &'static str {
    if https {
        "__Host-latchkey_portal"
    } else {
        "latchkey_portal"
    }
}

/// The `Set-Cookie` header that gives a browser this value.
pub fn set_cookie(https: bool, value: &str) -> String {
    format!("{}={value}; {ATTRIBUTES}", cookie_name(https))
}

/// The `Set-Cookie` header that takes the cookie away again.
pub fn clear_cookie(https: bool) -> String {
    format!("{}=; Max-Age=0; {ATTRIBUTES}", cookie_name(https))
}
