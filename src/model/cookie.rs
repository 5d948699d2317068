//! The portal's cookie, as HTTP writes it.

/// Its name. A browser takes a `__Host-` cookie only over https, from this very host and for all paths
/// (RFC 6265bis section 4.1.3.2), so no neighbouring host can plant one.
pub const fn cookie_name(https: bool) -> &'static str {
    if https {
        "__Host-latchkey_portal"
    } else {
        "latchkey_portal"
    }
}

/// The `Set-Cookie` header that gives it this value.
pub fn set_cookie(https: bool, value: &str) -> String {
    format!("{}={value}; HttpOnly; Secure; SameSite=Lax; Path=/", cookie_name(https))
}
