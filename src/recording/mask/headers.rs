//! Headers: credentials, cookies, and what else is secret by its name or look.

use poem::http::header::{
    AUTHORIZATION, CONTENT_TYPE, COOKIE, HeaderName, LOCATION, PROXY_AUTHORIZATION, REFERER, SET_COOKIE,
};
use poem::http::{HeaderMap, HeaderValue};

use super::Masker;
use super::kind::Kind;

impl Masker {
    pub(super) fn mask_headers(&mut self, headers: &mut HeaderMap) {
        for (name, value) in headers.iter_mut() {
            let masked = match value.to_str() {
                Ok(text) => self.mask_header(name, text),
                // Not text, so nothing that could be looked into.
                Err(_) => String::new(),
            };
            // A placeholder can stand in any header.
            *value = HeaderValue::try_from(masked).unwrap_or_else(|_| HeaderValue::from_static(""));
        }
    }

    fn mask_header(&mut self, name: &HeaderName, value: &str) -> String {
        if *name == AUTHORIZATION || *name == PROXY_AUTHORIZATION {
            return self.mask_credentials(value);
        }
        if *name == COOKIE {
            let cookies: Vec<String> = value.split(';').map(|pair| self.mask_cookie(pair.trim())).collect();
            return cookies.join("; ");
        }
        if *name == SET_COOKIE {
            let (pair, attributes) = value.split_once(';').unwrap_or((value, ""));
            let pair = self.mask_cookie(pair.trim());
            return match attributes {
                "" => pair,
                attributes => format!("{pair};{attributes}"),
            };
        }
        if *name == LOCATION || *name == REFERER {
            return self.mask_target(value);
        }
        // Its boundary looks like a token, and the body needs it.
        if *name == CONTENT_TYPE {
            return value.to_owned();
        }
        self.mask_named(name.as_str(), value)
    }

    /// The scheme stays: `Bearer {{token:1}}`.
    fn mask_credentials(&mut self, value: &str) -> String {
        match value.split_once(' ') {
            Some((scheme, rest)) => {
                let kind = match scheme.eq_ignore_ascii_case("bearer") {
                    true => Kind::Token,
                    false => Kind::Credentials,
                };
                format!("{scheme} {}", self.placeholder(kind, rest.trim()))
            }
            None => self.placeholder(Kind::Token, value),
        }
    }

    fn mask_cookie(&mut self, pair: &str) -> String {
        match pair.split_once('=') {
            Some((name, value)) => format!("{name}={}", self.placeholder(Kind::Cookie, value)),
            None => self.placeholder(Kind::Cookie, pair),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_and_cookies_are_masked_and_what_is_around_them_stays() {
        let mut masker = Masker::default();
        for (name, value, expected) in [
            ("authorization", "Bearer a.b.c-long", "Bearer {{token:1}}"),
            ("authorization", "Basic YTpi", "Basic {{credentials:1}}"),
            ("authorization", "opaque", "{{token:2}}"),
            (
                "set-cookie",
                "sid=a1; Path=/; HttpOnly",
                "sid={{cookie:1}}; Path=/; HttpOnly",
            ),
            ("set-cookie", "sid=; Max-Age=0", "sid=; Max-Age=0"),
            ("cookie", "sid=a1; theme=dark", "sid={{cookie:1}}; theme={{cookie:2}}"),
            ("x-api-key", "k1", "{{key:1}}"),
            ("x-whatever", "a.b.c-long", "{{token:1}}"),
            ("location", "/portal?token=t7&x=1", "/portal?token={{token:3}}&x=1"),
            (
                "content-type",
                "multipart/form-data; boundary=----Form7MA4YWxkTrZu0gW",
                "multipart/form-data; boundary=----Form7MA4YWxkTrZu0gW",
            ),
            ("user-agent", "okhttp/4.12.0", "okhttp/4.12.0"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(name, HeaderValue::from_static(value));
            masker.mask_headers(&mut headers);
            assert_eq!(headers[name], expected, "{name}: {value}");
        }
        let mut headers = HeaderMap::new();
        headers.insert("x-bytes", HeaderValue::from_bytes(&[b'a', 255]).unwrap());
        masker.mask_headers(&mut headers);
        assert_eq!(headers["x-bytes"], "");
    }
}
