//! Which names hold secrets, and of which kind.

use heck::ToSnakeCase;

/// The kind of a secret, which its placeholder names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What a person types to log in.
    Password,
    /// The same of digits, which JSON may hold as a number.
    Number,
    /// What stands for a session.
    Token,
    /// What stands for a program.
    Key,
    /// A cookie.
    Cookie,
    /// Something else that is called a secret.
    Secret,
    /// Name and password together.
    Credentials,
}

/// Parts of names, without their marks, and what a name with such a part holds. The first one counts.
const PARTS: [(&str, Kind); 19] = [
    ("password", Kind::Password),
    ("passwd", Kind::Password),
    ("passphrase", Kind::Password),
    ("passcode", Kind::Password),
    ("pwd", Kind::Password),
    ("secret", Kind::Secret),
    ("token", Kind::Token),
    ("jwt", Kind::Token),
    ("bearer", Kind::Token),
    ("csrf", Kind::Token),
    ("xsrf", Kind::Token),
    ("authorization", Kind::Token),
    ("cookie", Kind::Cookie),
    ("session", Kind::Token),
    ("credential", Kind::Credentials),
    ("signature", Kind::Secret),
    ("hash", Kind::Secret),
    ("apikey", Kind::Key),
    ("key", Kind::Key),
];

/// Words of names that do, too short to be looked for within other words.
const WORDS: [(&str, Kind); 7] = [
    ("pass", Kind::Password),
    ("pw", Kind::Password),
    ("pin", Kind::Password),
    ("otp", Kind::Password),
    ("totp", Kind::Password),
    ("nonce", Kind::Token),
    ("sid", Kind::Token),
];

/// A whole name that does.
const NAME: (&str, Kind) = ("auth", Kind::Token);

/// Whole names that only look so.
const HARMLESS: [&str; 8] = [
    "tokentype",
    "tokenexpiry",
    "tokenexpiration",
    "tokenexpiresat",
    "sessionexpiresat",
    "passwordexpiresat",
    "idempotencykey",
    "secwebsocketkey",
];

impl Kind {
    /// What something of this name holds, if that is a secret.
    pub fn of(name: &str) -> Option<Self> {
        let words = name.to_snake_case();
        let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        let name = name.to_ascii_lowercase();
        if HARMLESS.contains(&name.as_str()) {
            return None;
        }
        let whole = (name == NAME.0).then_some(&NAME);
        let word = || WORDS.iter().find(|(word, _)| words.split('_').any(|one| one == *word));
        let part = || PARTS.iter().find(|(word, _)| name.contains(word));
        whole.or_else(word).or_else(part).map(|(_, kind)| *kind)
    }

    /// Whether everything below a member of such a name is secret, too. A list of API keys has their names and times.
    pub fn is_of_all_below(self) -> bool {
        match self {
            Self::Password | Self::Secret | Self::Number | Self::Cookie | Self::Credentials => true,
            Self::Token | Self::Key => false,
        }
    }

    /// The kind of a number under such a name. Only people's secrets are numbers; others are counts and times.
    pub fn of_number(self) -> Option<Self> {
        match self {
            Self::Password | Self::Secret | Self::Number => Some(Self::Number),
            Self::Token | Self::Key | Self::Cookie | Self::Credentials => None,
        }
    }

    /// Its word in placeholders.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Number => "number",
            Self::Token => "token",
            Self::Key => "key",
            Self::Cookie => "cookie",
            Self::Secret => "secret",
            Self::Credentials => "credentials",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets_are_known_in_all_spellings() {
        for (name, expected) in [
            ("password", Some(Kind::Password)),
            ("newPassword", Some(Kind::Password)),
            ("user[password_confirmation]", Some(Kind::Password)),
            ("X-Api-Key", Some(Kind::Key)),
            ("clientSecret", Some(Kind::Secret)),
            ("JWT", Some(Kind::Token)),
            ("refresh_token", Some(Kind::Token)),
            ("XSRF-TOKEN", Some(Kind::Token)),
            ("PHPSESSID", None),
            ("session_id", Some(Kind::Token)),
            ("PIN", Some(Kind::Password)),
            ("opinion", None),
            ("userPass", Some(Kind::Password)),
            ("login[pass]", Some(Kind::Password)),
            ("otp_code", Some(Kind::Password)),
            ("OTPCode", Some(Kind::Password)),
            ("pin-code", Some(Kind::Password)),
            ("connect.sid", Some(Kind::Token)),
            ("passage", None),
            ("bypass", None),
            ("auth", Some(Kind::Token)),
            ("author", None),
            ("token_type", None),
            ("Idempotency-Key", None),
            ("username", None),
            ("email", None),
            ("device_id", None),
            ("expires_in", None),
        ] {
            assert_eq!(Kind::of(name), expected, "{name}");
        }
    }
}
