//! Paths and queries, which forms are too.

use url::form_urlencoded::{self, byte_serialize};

use super::{Masker, in_literals};

impl Masker {
    /// A path or a URL, with its query. What is not secret stays as it was written.
    pub(super) fn mask_target(&mut self, target: &str) -> String {
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (target, None),
        };
        let path = self.mask_text(path);
        match query {
            Some(query) => format!("{path}?{}", self.mask_pairs(query)),
            None => path,
        }
    }

    /// A path for printing.
    pub fn mask_path(&mut self, path: &str) -> String {
        self.mask_text(path)
    }

    /// `a=b&c=d`.
    pub(super) fn mask_pairs(&mut self, text: &str) -> String {
        let pairs: Vec<String> = text.split('&').map(|pair| self.mask_pair(pair)).collect();
        pairs.join("&")
    }

    fn mask_pair(&mut self, written: &str) -> String {
        let Some((name, value)) = form_urlencoded::parse(written.as_bytes()).next() else {
            return written.to_owned();
        };
        let masked = self.mask_named(&name, &value);
        if masked == value {
            return written.to_owned();
        }
        let written_name = written.split('=').next().unwrap_or_default();
        let masked = in_literals(&masked, |literal| byte_serialize(literal.as_bytes()).collect());
        format!("{written_name}={masked}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_of_queries_and_forms_are_masked_and_the_rest_stays_as_it_was_written() {
        let mut masker = Masker::default();
        for (target, expected) in [
            ("/login?next=%2F&x=a+b", "/login?next=%2F&x=a+b"),
            ("/a?Access_Token=a%2Bb-long&c", "/a?Access_Token={{token:1}}&c"),
            ("/a?q=a%2Bb-long", "/a?q={{token:1}}"),
            ("/reset/0123456789abcdef01234567", "/reset/{{token:2}}"),
            ("/", "/"),
        ] {
            assert_eq!(masker.mask_target(target), expected, "{target}");
        }
        assert_eq!(masker.mask_pairs("a=x%26+a%2Bb-long"), "a=x%26+{{token:1}}");
        assert_eq!(
            masker.mask_pairs("user=ann&user%5Bpassword%5D=pass+word"),
            "user=ann&user%5Bpassword%5D={{password:1}}"
        );
    }
}
