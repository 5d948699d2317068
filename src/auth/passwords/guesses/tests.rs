//! The passwords that the threshold was chosen by. `tests/it/passwords` sees the same through the account API.

use super::{LOOKED_AT, weakness};
use crate::model::Password;

fn why(password: &str) -> Option<String> {
    why_of(password, &[])
}

fn why_of(password: &str, names: &[&str]) -> Option<String> {
    let password = Password::parse(password.to_owned()).expect("a password");
    weakness(password.folded().text(), names.iter().copied())
}

/// Words, sequences, walks, repetitions and dates, alone and up to three in a row.
const REFUSED: [&str; 64] = [
    "password12345678",
    "iloveyou1234567",
    "aaaaaaaaaaaaaab",
    "aaaaaaaaaaaaaaa",
    "passwordpassword",
    "PasswordpassworD",
    "abcabcabcabcabca",
    "horse horse horse ",
    "馬電馬電馬電馬電馬電馬電馬電馬",
    "123456789012345",
    "098765432109876",
    "567890123456789",
    "abcdefghijklmno",
    "ONMLKJIHGFEDCBA",
    "абвгдежзийклмноп",
    "ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏ",
    "qwertyuiopasdfgh",
    "qwertzuiopasdfgh",
    "qwertzuiopyxcvbnm",
    "azertyuiopqsdfghjklm",
    "йцукенгшщзхъфывапролджэ",
    "lkjhgfdsapoiuytrewq",
    "1qaz2wsx3edc4rfv5",
    "1qaz2wsx3edc4rfv5tgb6yhn",
    "1q2w3e4r5t6y7u8i9o0p",
    "zaq12wsxcde34rfv",
    "qazwsxedcrfvtgb",
    "qweasdzxcqweasdzxc",
    "zxcvbnmasdfghjkl",
    "!@#$%^&*()_+!@#",
    "password1234567!",
    "Password123!Password",
    "ｐａｓｓｗｏｒｄ１２３４５６７８",
    "password password",
    "password password password ",
    "passwordpasswordx",
    "mypassword1234567",
    "thisismypassword",
    "P@ssw0rd12345678",
    "passw0rd!passw0rd!",
    "drowssap12345678",
    "iloveyou!iloveyou!",
    "qwerty123456789!",
    "letmein12345678",
    "admin1234567890",
    "changemechangeme1",
    "trustno1trustno1x",
    "monkeydragonfootball",
    "dragondragondragon1",
    "christopherjohnson",
    "welcome2024welcome",
    "summer2024summer",
    "01011990010119",
    "19900101199001011",
    "111122223333444",
    "112233445566778",
    "123123123123123",
    "1234512345123451",
    "1111111111111112",
    "aaaaaaaabbbbbbbb",
    "aaaabbbbccccdddd",
    "abcdefg12345678",
    "abc123abc123abc",
    "               x",
];

/// Passphrases, in several scripts, and random text.
const TAKEN: [&str; 31] = [
    "correct horse battery staple",
    "correcthorsebatterystaple",
    "another good long passphrase",
    "a good long passphrase",
    "horse staple of",
    "banana and mango",
    "password and so on",
    "bright violet kettle",
    "purple monkey dishwasher",
    "tall green coffee",
    "we walk to school today",
    "the dog ate my homework",
    "i like to eat apples",
    "rain fell on the roof",
    "Winter is coming soon",
    "der Hund frisst keine Birnen",
    "собака лает на луну ночью",
    "ζωὴν δ' ἔχων κα",
    "馬正しい電池ホチキス大丈夫です",
    "비 오는 날에는 집에 있어요",
    "القطة تنام تحت الشجرة",
    "\u{1f40e}\u{1f50b}\u{1f4ce}\u{1f3e0}\u{1f332}\u{1f3b2}\u{1f511}\u{1f4a1}\u{1f4d0}\u{1f4a7}\u{1f525}\u{1f30a}\u{1f338}\u{1f344}\u{1f98a}",
    "xkqvzjwpmrtyhnb",
    "x7kq9vzj2wp4mr8",
    "Tz9#mQ2!vK7$xR4",
    "4@8({[<369!1|0$",
    "830275649172650",
    "6f1d9c02b7e84a63",
    // What the tests and the documentation of this project change passwords to.
    "correct horse battery",
    "hello, somebody else",
    "a new and better passphrase",
];

#[test]
fn what_only_looks_good_is_refused() {
    let taken: Vec<_> = REFUSED.into_iter().filter(|one| why(one).is_none()).collect();
    assert_eq!(taken, [""; 0]);
}

#[test]
fn passphrases_and_random_text_are_taken() {
    let refused: Vec<_> = TAKEN.into_iter().filter_map(|one| Some((one, why(one)?))).collect();
    assert_eq!(refused, []);
}

#[test]
fn a_short_password_must_come_near_what_its_length_can_give() {
    for refused in [
        "password1",
        "passw0rd",
        "p@ssw0rd1",
        "qwer1234",
        "1qaz2wsx",
        "summer24",
        "abc!1234",
        "pass!123",
        "horsebat",
        "aaaaaaaa",
        "horshors",
        "letmein!1",
        "monkey123!",
    ] {
        assert!(why(refused).is_some(), "{refused}");
    }
    for taken in [
        "hühnerei",
        "ζωὴν δ' ",
        "xkqvzjwp",
        "r8#kv2!m",
        "電池馬正しい大丈",
        "q7!fzkw2p",
        "vz83kq0wmx",
    ] {
        assert_eq!(why(taken), None, "{taken}");
    }
}

/// Where two readings of a password are equally likely, which of them zxcvbn speaks of is left to chance.
#[test]
fn the_reason_is_in_the_words_of_zxcvbn() {
    const MORE: &str = "Add another word or two. Uncommon words are better";
    for (password, said) in [
        (
            "iloveyou1234567",
            format!("This is similar to a commonly used password. {MORE}"),
        ),
        (
            "aaaaaaaaaaaaaab",
            format!("Sequences like abc or 6543 are easy to guess. {MORE}. Avoid sequences"),
        ),
        (
            "horse horse horse ",
            format!(
                "Repeats like \"abcabcabc\" are only slightly harder to guess than \"abc\". {MORE}. Avoid repeated words \
                 and characters"
            ),
        ),
        // It has no warning where there is no pattern, and nothing at all above 10^8.
        ("pass!123", MORE.to_owned()),
        ("monkeydragonfootball", MORE.to_owned()),
    ] {
        assert_eq!(why(password), Some(said), "{password}");
    }
}

#[test]
fn names_are_words_backwards_and_in_disguise() {
    for password in ["quixotrelimo 123", "omilertoxiuq 123", "qu1x0trel1m0 123"] {
        assert_eq!(why(password), None, "{password}");
        assert!(why_of(password, &["quixotrelimo"]).is_some(), "{password}");
    }
}

#[test]
fn only_the_first_64_characters_are_looked_at() {
    let weak = "password".repeat(8);
    assert_eq!(weak.chars().count(), LOOKED_AT);
    assert!(why(&format!("{weak}correct horse battery staple")).is_some());
    assert_eq!(why(&format!("correct horse battery staple{weak}")), None);
}

/// The patterns that make zxcvbn work longest and count highest, as long as a password can be: the walks exceed 64 bits
/// on the way, and the symbols can be read as letters in hundreds of ways.
#[test]
fn the_longest_passwords_of_any_pattern_are_estimated() {
    let symbols = "4@8({[<369!1|0$5+7%2";
    let long = |pattern: &str| {
        let mut text: String = pattern.chars().cycle().take(1024).collect();
        while text.len() > 1024 {
            text.pop();
        }
        text
    };
    let random: String = (0..1024_u32)
        .filter_map(|one| symbols.chars().nth((one * one * 7 / 11 % 20) as usize))
        .collect();
    for hard in [
        random,
        long("!QAZ@WSX#EDC$RFV%TGB^YHN&UJM*IK<"),
        long("a1!B \u{fdfa}é馬\u{1f40e}İΣ\n\t"),
    ] {
        assert_eq!(why(&hard), None, "{hard}");
    }
    for easy in [
        "a",
        "12",
        "qw",
        "qwe",
        "159753",
        "01/02/1990",
        "the",
        "é",
        "\u{1f40e}",
        "İ",
        "Σ",
        "\n",
    ] {
        assert!(why(&long(easy)).is_some(), "{easy}");
    }
    // A walk over a keypad that never repeats itself.
    let walk: String = (0..64_u32)
        .map(|one| match one.count_ones() % 2 {
            0 => "45",
            _ => "12",
        })
        .collect();
    assert!(why(&walk).is_none_or(|why| !why.is_empty()));
}
