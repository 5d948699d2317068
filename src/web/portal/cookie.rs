//! Reading the portal's cookie; [`crate::model::set_cookie`] writes it.

use poem::http::HeaderMap;
use poem::http::header::COOKIE;

use crate::auth::PortalCookie;
use crate::model::{PlainToken, cookie_name};

/// The characters of a cookie that [`crate::auth::AuthService::open_portal`] made: 256 bits in base64url.
const LENGTH: usize = 43;

/// The cookie that a request carries. Of two with our name one was planted, and nobody can tell which: that is none.
pub fn read(headers: &HeaderMap, https: bool) -> Option<PortalCookie> {
    let lists = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = lists
        .flat_map(|list| list.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    let mut ours = pairs
        .filter(|(name, _)| *name == cookie_name(https))
        .map(|(_, value)| value);
    let (only, None) = (ours.next()?, ours.next()) else {
        return None;
    };
    let is_ours = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let looks_right = only.len() == LENGTH && only.bytes().all(is_ours);
    looks_right.then(|| PortalCookie(PlainToken::new(only.to_owned())))
}
