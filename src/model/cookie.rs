//! The portal's cookie: its name and attributes. The contract that logs a subscriber in sets it, and the portal reads
//! it.

/// Scripts cannot read the cookie, browsers send it over https only (or to a server on the same machine), and forms of
/// other sites cannot send it. Without an age it is deleted when the browser closes; its session may end sooner.
const ATTRIBUTES: &str = "HttpOnly; Secure; SameSite=Lax; Path=/";

/// The cookie's name. Over https it has the prefix `__Host-`, so that browsers refuse one from another host of the same
/// domain. Over plain http, as on a developer's machine, they would refuse the prefix.
pub const fn cookie_name(https: bool) -> &'static str {
    if https {
        "__Host-latchkey_portal"
    } else {
        "latchkey_portal"
    }
}

/// The `Set-Cookie` header that sets this value.
pub fn set_cookie(https: bool, value: &str) -> String {
    format!("{}={value}; {ATTRIBUTES}", cookie_name(https))
}

/// The `Set-Cookie` header that deletes the cookie.
pub fn clear_cookie(https: bool) -> String {
    format!("{}=; Max-Age=0; {ATTRIBUTES}", cookie_name(https))
}
