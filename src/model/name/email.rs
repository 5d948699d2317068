//! E-mail addresses.

use idna::{domain_to_ascii, domain_to_unicode};

use super::error::{MAX_CHARS, NameError};
use super::folded::{FoldedName, trimmed};
use super::identifier::{enforce, prepare};

/// What separates the local part from the domain: `@`, also in the wide form of East Asian keyboards.
const AT: [char; 2] = ['@', '\u{ff20}'];

/// An e-mail address as its owner writes it, with its canonical form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailAddress {
    text: String,
    forms: EmailForms,
}

/// What an e-mail address is found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailForms {
    /// The canonical form. Of a typed text that has none, the older form.
    pub name: FoldedName,
    /// What else the account can be stored as, if it was added before there was the canonical form: with the domain in
    /// A-labels, or as it was typed.
    pub older: Vec<FoldedName>,
}

impl EmailAddress {
    /// Checks the text, and keeps it unchanged.
    ///
    /// # Errors
    /// [`NameError`] if the text is no e-mail address.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        Ok(Self {
            text: text.to_owned(),
            forms: read(text)?,
        })
    }

    /// The canonical form. The local part is an identifier as a username is (RFC 8265), in lower case, too, as hardly any
    /// server tells `Ana` from `ana`. The domain is in U-labels (UTS 46): `xn--bcher-kva.example` is `bücher.example`.
    ///
    /// # Errors
    /// [`NameError`] if the text is no e-mail address.
    pub fn canonical(text: &str) -> Result<FoldedName, NameError> {
        Ok(read(text)?.name)
    }

    /// What to look up for a text that was typed as an e-mail address.
    pub fn typed(text: &str) -> EmailForms {
        read(text).unwrap_or_else(|_| EmailForms {
            name: FoldedName::of(text),
            older: Vec::new(),
        })
    }

    /// Whether a text that was typed can be somebody's address: one by today's rule, or one that was taken as such
    /// before there was this rule.
    pub fn is_plausible(text: &str) -> bool {
        read(text).is_ok() || (!text.chars().any(char::is_control) && is_address(text))
    }

    /// The text, unchanged.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The canonical form.
    pub fn folded(&self) -> &FoldedName {
        &self.forms.name
    }

    /// What the same address can be stored as, if its account was added before there was the canonical form.
    pub fn older_forms(&self) -> &[FoldedName] {
        &self.forms.older
    }
}

/// Reads an address.
fn read(text: &str) -> Result<EmailForms, NameError> {
    if trimmed(text).is_empty() {
        return Err(NameError::Empty);
    }
    if text.chars().count() > MAX_CHARS {
        return Err(NameError::TooLong);
    }
    let (local, domain) = text.rsplit_once(AT).ok_or(NameError::NotAnAddress)?;
    if local.is_empty() || domain.is_empty() {
        return Err(NameError::NotAnAddress);
    }
    let local = enforce(local)?;
    let domain = Domain::read(domain)?;
    if !has_form(&local, &domain.ascii) {
        return Err(NameError::NotAnAddress);
    }
    let canonical = format!("{local}@{}", domain.unicode);
    if canonical.chars().count() > MAX_CHARS {
        return Err(NameError::TooLong);
    }
    let name = FoldedName::canonical(canonical);
    let older = [
        FoldedName::of(&format!("{local}@{}", domain.ascii)),
        FoldedName::of(text),
    ];
    let mut older: Vec<FoldedName> = older.into_iter().filter(|form| *form != name).collect();
    older.dedup();
    Ok(EmailForms { name, older })
}

/// A domain in both of its forms.
struct Domain {
    /// With U-labels, in lower case.
    unicode: String,
    /// With A-labels.
    ascii: String,
}

impl Domain {
    fn read(text: &str) -> Result<Self, NameError> {
        let prepared = prepare(text)?;
        if prepared.starts_with('[') {
            // An address literal, such as `[192.0.2.1]`.
            let literal = prepared.to_lowercase();
            return Ok(Self {
                ascii: literal.clone(),
                unicode: literal,
            });
        }
        let (unicode, valid) = domain_to_unicode(&prepared);
        let ascii = domain_to_ascii(&prepared);
        let (Ok(()), Ok(ascii)) = (valid, ascii) else {
            return Err(NameError::NotAnAddress);
        };
        // An A-label can stand for characters that were not to be seen before.
        let unicode = prepare(&unicode)?;
        Ok(Self { unicode, ascii })
    }
}

/// Whether an address has the form of RFC 5321. The library knows few characters besides ASCII, so others, which the
/// rules of identifiers have allowed, are shown to it as letters, as many as they have bytes.
fn has_form(local: &str, ascii_domain: &str) -> bool {
    let letters = local
        .bytes()
        .map(|byte| if byte.is_ascii() { char::from(byte) } else { 'x' });
    let local: String = letters.collect();
    is_address(&format!("{local}@{ascii_domain}"))
}

fn is_address(text: &str) -> bool {
    // By default the library also accepts the form in mail headers: `Ana Lima <ana@example.com>`.
    let address_only = email_address::Options::default().without_display_text();
    email_address::EmailAddress::parse_with_options(text, address_only).is_ok()
}
