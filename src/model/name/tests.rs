//! The canonical forms, over all of Unicode where that can be.

use unicode_normalization::UnicodeNormalization;

use super::{EmailAddress, FoldedName, NameError, Username, visible};
use crate::model::session::Realm;

fn username(text: &str) -> Result<String, NameError> {
    Username::canonical(Realm::Users, text).map(|name| name.as_str().to_owned())
}

fn email(text: &str) -> Result<String, NameError> {
    EmailAddress::canonical(text).map(|name| name.as_str().to_owned())
}

/// What nobody sees: zero-width space and joiners, byte order mark, direction marks and overrides, soft hyphen, grapheme
/// joiner, Hangul filler, variation selector, interlinear mark, tag characters.
const UNSEEN: [char; 16] = [
    '\u{200b}',
    '\u{200c}',
    '\u{200d}',
    '\u{2060}',
    '\u{feff}',
    '\u{200e}',
    '\u{200f}',
    '\u{202e}',
    '\u{2066}',
    '\u{ad}',
    '\u{34f}',
    '\u{3164}',
    '\u{fe0f}',
    '\u{fff9}',
    '\u{e0001}',
    '\u{e0061}',
];

#[test]
fn a_wide_at_sign_is_an_at_sign() {
    assert_eq!(username("victim@example.com"), Err(NameError::ContainsAt));
    assert_eq!(username("victim\u{ff20}example.com"), Err(NameError::ContainsAt));
    // The small one is a compatibility character that is not mapped.
    assert_eq!(
        username("victim\u{fe6b}example.com"),
        Err(NameError::Forbidden('\u{fe6b}'))
    );
    let of_subscriber = Username::canonical(Realm::Subscribers, "victim\u{ff20}example.com");
    assert_eq!(
        of_subscriber,
        Ok(FoldedName::of("victim@example.com")),
        "they have no e-mail logins"
    );
}

#[test]
fn what_nobody_sees_is_refused_wherever_it_stands() {
    for character in UNSEEN {
        for name in [
            format!("vic{character}tim"),
            format!("{character}victim"),
            format!("victim{character}"),
        ] {
            assert_eq!(
                username(&name),
                Err(NameError::Forbidden(character)),
                "{}",
                visible(&name)
            );
            let address = format!("{name}@example.com");
            assert_eq!(
                email(&address),
                Err(NameError::Forbidden(character)),
                "{}",
                visible(&address)
            );
        }
        let address = format!("victim@exam{character}ple.com");
        assert_eq!(
            email(&address),
            Err(NameError::Forbidden(character)),
            "{}",
            visible(&address)
        );
    }
}

#[test]
fn the_refused_character_is_named_and_shown_where_it_can_be_seen() {
    for (name, said) in [
        ("vic\u{200b}tim", "must not contain U+200B"),
        ("vic\u{e0061}tim", "must not contain U+E0061"),
        ("ana\u{7}", "must not contain U+0007"),
        ("ana lima", "must not contain ' ' (U+0020)"),
        ("ana\u{a0}lima", "must not contain U+00A0"),
        ("ana\u{2019}s", "must not contain '’' (U+2019)"),
        ("\u{fb01}n", "must not contain 'ﬁ' (U+FB01)"),
        ("ana·lima", "must not contain U+00B7"),
        ("·", "must not contain U+00B7"),
        ("ana@example.com", "must not contain '@'"),
        ("ana.", "must not begin or end with a dot"),
        (".ana", "must not begin or end with a dot"),
        ("ana\u{ff0e}", "must not begin or end with a dot"),
        (
            "anaשלום",
            "must not mix text from left to right with text from right to left",
        ),
        ("", "must not be empty"),
        (" \u{200b}", "must not be empty"),
    ] {
        let refused = username(name).map_err(|error| error.to_string());
        assert_eq!(refused, Err(said.to_owned()), "{}", visible(name));
    }
    assert_eq!(username(&"x".repeat(256)), Err(NameError::TooLong));
    assert_eq!(username(&"x".repeat(255)), Ok("x".repeat(255)));
    // Longer in small letters.
    assert_eq!(username(&"İ".repeat(255)), Err(NameError::TooLong));
}

#[test]
fn all_spellings_of_a_name_have_one_canonical_form() {
    for (spellings, canonical) in [
        (
            &["änna", "ÄNNA", "a\u{308}nna", "A\u{308}NNA", "\u{ff21}\u{308}nna"][..],
            "änna",
        ),
        (&["한글", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}"], "한글"),
        (&["カナ", "ｶﾅ"], "カナ"),
        (&["σασ", "ΣΑΣ"], "σασ"),
        (&["col·lecció", "Col·lecció"], "col·lecció"),
        (&["s-1001", "S-1001"], "s-1001"),
        (&["שלום"], "שלום"),
    ] {
        for spelling in spellings {
            assert_eq!(username(spelling).as_deref(), Ok(canonical), "{spelling}");
        }
    }
}

/// The planes that have letters, and the tags.
fn characters() -> impl Iterator<Item = char> {
    (0..0x0002_0000)
        .chain(0x000e_0000..0x000e_0200)
        .filter_map(char::from_u32)
}

#[test]
fn what_the_rules_take_is_stored_as_it_always_was() {
    let (mut taken, mut refused) = (0, 0);
    for name in characters().flat_map(|one| [format!("a{one}b"), format!("{one}\u{308}")]) {
        let Ok(canonical) = username(&name) else {
            refused += 1;
            continue;
        };
        taken += 1;
        assert_eq!(canonical, FoldedName::of(&name).as_str(), "{}", name.escape_unicode());
        let decomposed: String = name.nfd().collect();
        assert_eq!(username(&decomposed), Ok(canonical), "{}", name.escape_unicode());
    }
    assert!(taken > 70_000 && refused > 70_000, "{taken} {refused}");
}

#[test]
fn an_old_capital_whose_small_letter_is_too_new_is_refused() {
    assert_eq!(username("\u{13a0}"), Err(NameError::Forbidden('\u{ab70}')));
}

#[test]
fn an_address_is_one_in_every_spelling() {
    for (spellings, canonical) in [
        (
            &["ana@example.com", "Ana@EXAMPLE.com", "ana\u{ff20}example.com"][..],
            "ana@example.com",
        ),
        (
            &["zoe\u{308}@example.com", "zoë@example.com", "ZOË@example.com"],
            "zoë@example.com",
        ),
        (
            &[
                "ana@bücher.example",
                "ana@BU\u{308}CHER.example",
                "Ana@XN--bcher-KVA.example",
            ],
            "ana@bücher.example",
        ),
        (&["हिन्दी@example.com"], "हिन्दी@example.com"),
        (&["\"a@b\"@example.com"], "\"a@b\"@example.com"),
        (&["ana+tag@[192.0.2.1]"], "ana+tag@[192.0.2.1]"),
    ] {
        for spelling in spellings {
            assert_eq!(email(spelling).as_deref(), Ok(canonical), "{spelling}");
        }
    }
}

#[test]
fn what_is_no_address_says_why() {
    for (text, error) in [
        ("", NameError::Empty),
        ("ana", NameError::NotAnAddress),
        ("@example.com", NameError::NotAnAddress),
        ("ana@", NameError::NotAnAddress),
        ("ana.@example.com", NameError::NotAnAddress),
        ("a..b@example.com", NameError::NotAnAddress),
        ("a,b@example.com", NameError::NotAnAddress),
        ("Ana<ana@example.com>", NameError::NotAnAddress),
        ("ana@example.com.", NameError::NotAnAddress),
        ("ana@xn--a.example", NameError::NotAnAddress),
        ("Ana <ana@example.com>", NameError::Forbidden(' ')),
        (" ana@example.com", NameError::Forbidden(' ')),
        ("a\u{ff0c}b@example.com", NameError::NotAnAddress),
        ("ana@i❤.example", NameError::Forbidden('❤')),
        ("ana@xn--i-7iq.example", NameError::Forbidden('❤')),
        ("ana@example\u{3002}com", NameError::Forbidden('\u{3002}')),
    ] {
        assert_eq!(email(text), Err(error), "{text}");
    }
    assert_eq!(
        email(&format!("{}@example.com", "x".repeat(65))),
        Err(NameError::NotAnAddress)
    );
    assert_eq!(
        email(&format!("{}@example.com", "é".repeat(33))),
        Err(NameError::NotAnAddress)
    );
}

#[test]
fn an_address_is_looked_up_as_it_always_was_whatever_its_canonical_form_is() {
    let mut others = 0;
    for character in characters() {
        let text = format!("ab@x{character}y.example");
        let (typed, always) = (EmailAddress::typed(&text), FoldedName::of(&text));
        assert!(
            typed.name == always || typed.older.contains(&always),
            "{}",
            text.escape_unicode()
        );
        if typed.name != always {
            // Domains know no iota below a letter, and have the capital letters of Cherokee for the small ones.
            let parts = character.to_string().nfd().collect::<String>();
            let is_known = parts.contains('\u{345}') || matches!(character, '\u{13a0}'..='\u{13fd}');
            assert!(is_known, "{}", text.escape_unicode());
            others += 1;
        }
    }
    assert!(others > 100, "{others}");
}

#[test]
fn any_text_can_be_typed_at_a_login() {
    // Refused now, and found as it was before.
    let typed = Username::typed("vic\u{200b}tim");
    assert_eq!(typed, FoldedName::of("vic\u{200b}tim"));
    assert_eq!(
        Username::typed("victim\u{ff20}example.com").as_str(),
        "victim@example.com"
    );
    let typed = EmailAddress::typed("a\u{200b}b@example.com");
    assert_eq!(
        (typed.name, typed.older),
        (FoldedName::of("a\u{200b}b@example.com"), vec![])
    );
    // Two forms of one address, of which an account has either.
    for text in ["Ana@bücher.example", "ana@xn--bcher-kva.example"] {
        let typed = EmailAddress::typed(text);
        assert_eq!(typed.name.as_str(), "ana@bücher.example");
        assert_eq!(typed.older, [FoldedName::of("ana@xn--bcher-kva.example")]);
    }
    assert!(EmailAddress::typed("Ana@Example.com").older.is_empty());
}
