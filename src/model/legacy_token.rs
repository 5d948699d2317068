//! Tokens that old backends have issued: how they are signed, and how they say whose they are.

use std::fmt;

/// What signs a token (RFC 7518 section 3.1, RFC 8037).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenAlgorithm {
    /// HMAC with SHA-256.
    Hs256,
    /// HMAC with SHA-384.
    Hs384,
    /// HMAC with SHA-512.
    Hs512,
    /// RSA (PKCS #1 v1.5) with SHA-256.
    Rs256,
    /// RSA (PKCS #1 v1.5) with SHA-384.
    Rs384,
    /// RSA (PKCS #1 v1.5) with SHA-512.
    Rs512,
    /// RSA (PSS) with SHA-256.
    Ps256,
    /// RSA (PSS) with SHA-384.
    Ps384,
    /// RSA (PSS) with SHA-512.
    Ps512,
    /// ECDSA with P-256 and SHA-256.
    Es256,
    /// ECDSA with P-384 and SHA-384.
    Es384,
    /// Ed25519.
    EdDsa,
}

impl TokenAlgorithm {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Hs256,
        Self::Hs384,
        Self::Hs512,
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
        Self::Ps256,
        Self::Ps384,
        Self::Ps512,
        Self::Es256,
        Self::Es384,
        Self::EdDsa,
    ];

    /// As in the `alg` of a token.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Hs384 => "HS384",
            Self::Hs512 => "HS512",
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::EdDsa => "EdDSA",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == name)
    }

    /// Whether who verifies with its key can sign with it.
    pub const fn is_symmetric(self) -> bool {
        matches!(self, Self::Hs256 | Self::Hs384 | Self::Hs512)
    }
}

/// A text that does not say how a claim names an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must name one claim in braces, such as {{sub}} or u{{sub}}")]
pub struct InvalidAccountTemplate;

/// How the claims of a token name an account: one claim, and what stands before and behind it in the name. Of two claims
/// nobody could tell where the first one ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountTemplate {
    before: String,
    claim: String,
    after: String,
}

impl AccountTemplate {
    /// Parses `{sub}`, `u{sub}`, or `{/user/id}` for a member of a claim (RFC 6901).
    ///
    /// # Errors
    /// [`InvalidAccountTemplate`].
    pub fn parse(text: &str) -> Result<Self, InvalidAccountTemplate> {
        let (before, rest) = text.split_once('{').ok_or(InvalidAccountTemplate)?;
        let (claim, after) = rest.split_once('}').ok_or(InvalidAccountTemplate)?;
        let is_plain = |text: &str| !text.contains(['{', '}']);
        if claim.is_empty() || ![before, claim, after].into_iter().all(is_plain) {
            return Err(InvalidAccountTemplate);
        }
        Ok(Self {
            before: before.to_owned(),
            claim: claim.to_owned(),
            after: after.to_owned(),
        })
    }

    /// The claim; a path into the claims if it begins with `/`.
    pub fn claim(&self) -> &str {
        &self.claim
    }

    /// The name, given the value of the claim.
    pub fn fill(&self, value: &str) -> String {
        format!("{}{value}{}", self.before, self.after)
    }
}

impl fmt::Display for AccountTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{{{}}}{}", self.before, self.claim, self.after)
    }
}

/// What the name in a token is a name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountBy {
    /// A username.
    Username,
    /// An e-mail address.
    Email,
    /// The customer number of one subscriber.
    CustomerNumber,
    /// None that is known here: whatever stood there in the token of the login by which the account was taken over.
    Takeover,
}

impl AccountBy {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Username, Self::Email, Self::CustomerNumber, Self::Takeover];

    /// Its word in the configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Username => "username",
            Self::Email => "email",
            Self::CustomerNumber => "customer_number",
            Self::Takeover => "takeover",
        }
    }

    /// The one of this word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_has_one_claim_and_is_printed_as_it_was_written() {
        for (text, value, expected) in [
            ("{sub}", "7", "7"),
            ("u{sub}", "7", "u7"),
            ("{UserEmail}", "ana@example.com", "ana@example.com"),
            ("{/user/id}@old", "7", "7@old"),
            ("{sub}", "{sub}", "{sub}"),
        ] {
            let template = AccountTemplate::parse(text).unwrap();
            assert_eq!(
                (template.fill(value).as_str(), template.to_string().as_str()),
                (expected, text)
            );
        }
        for text in ["", "sub", "{}", "{sub", "sub}", "{a}{b}", "{a}-{b}", "{{a}}", "}{a}"] {
            assert_eq!(AccountTemplate::parse(text), Err(InvalidAccountTemplate), "{text}");
        }
    }

    #[test]
    fn every_algorithm_has_a_name_of_its_own() {
        for algorithm in TokenAlgorithm::ALL {
            assert_eq!(TokenAlgorithm::named(algorithm.as_str()), Some(algorithm));
        }
        assert_eq!(TokenAlgorithm::named("none"), None);
        assert_eq!(TokenAlgorithm::named("hs256"), None);
    }
}
