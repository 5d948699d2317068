//! What a new password must be, seen through the account API.

use serde_json::json;

use crate::support::TestApp;
use crate::support::accounts::ANA;
use crate::support::login::Person;

/// What became of a change from one password to another: nothing where it was made, else the reason.
async fn change(app: &TestApp, token: &str, current: &str, new: &str) -> Option<String> {
    let body = json!({ "current_password": current, "new_password": new });
    let answer = app.post("/account/v1/password", body).bearer(token).send().await;
    match answer.status {
        204 => None,
        422 => Some(answer.text_at("/errors/new_password/0")),
        _ => panic!("{answer:?}"),
    }
}

fn reason(what: &str) -> Option<String> {
    Some(format!("The new_password field {what}."))
}

/// Changes Ana's password to each of these and back; each must be good, to the last byte.
async fn all_are_accepted(configuration: &str, passwords: &[&str]) {
    let app = TestApp::with(configuration).await;
    app.add_user(&ANA, |_| ()).await;
    for new in passwords {
        app.set_password(latchkey::model::Realm::Users, &ANA, ANA.password)
            .await;
        let token = app.token_of("staff", &ANA).await;
        assert_eq!(change(&app, &token, ANA.password, new).await, None, "{new}");
        assert_eq!(app.log_in(ANA.email, new).await.status, 200, "{new}");
        let mut shorter = (*new).to_owned();
        shorter.pop();
        assert_eq!(app.log_in(ANA.email, &shorter).await.status, 401, "{new}");
        assert_eq!(app.log_in(ANA.email, &format!("{new}x")).await.status, 401, "{new}");
    }
}

async fn all_are_refused(configuration: &str, passwords: &[&str], what: &str) {
    let app = TestApp::with(configuration).await;
    app.add_user(&ANA, |new| {
        new.name = "Ana-Maria Lima Echeverría".to_owned();
        new.personal.last_name = Some("d'Alembert".to_owned());
        new.business.customer_id = "C-77".to_owned();
    })
    .await;
    let token = app.token_of("staff", &ANA).await;
    for new in passwords {
        assert_eq!(change(&app, &token, ANA.password, new).await, reason(what), "{new}");
    }
    assert_eq!(app.log_in(ANA.email, ANA.password).await.status, 200);
}

#[tokio::test]
async fn characters_are_counted_not_bytes_and_there_are_no_rules_of_composition() {
    let lowest = "[passwords]\nmin_length = 8";
    all_are_accepted(
        "",
        &[
            "horse staple of",
            "ζωὴν δ' ἔχων κα",
            "馬正しい電池ホチキス大丈夫です",
            "\u{1f40e}\u{1f50b}\u{1f4ce}\u{1f3e0}\u{1f332}\u{1f3b2}\u{1f511}\u{1f4a1}\u{1f4d0}\u{1f4a7}\u{1f525}\u{1f30a}\u{1f338}\u{1f344}\u{1f98a}",
        ],
    )
    .await;
    all_are_accepted(lowest, &["xkqvzjwp", "ζωὴν δ' ", "hühnerei"]).await;
    all_are_refused(
        "",
        &["horse staple o", "ζωὴν δ' ἔχων κ"],
        "must have at least 15 characters",
    )
    .await;
    all_are_refused(lowest, &["horseba", "ζωὴν δ'"], "must have at least 8 characters").await;
    let highest = "[passwords]\nmin_length = 64";
    all_are_refused(
        highest,
        &["correct horse battery staple"],
        "must have at least 64 characters",
    )
    .await;
}

#[tokio::test]
async fn sixty_four_characters_of_any_script_and_1024_bytes_are_taken_exactly() {
    let tall: String = (0..64_u32)
        .filter_map(|one| char::from_u32(0x1_f300 + one * 7 % 97))
        .collect();
    assert_eq!((tall.chars().count(), tall.len()), (64, 256));
    let long: String = (0..)
        .flat_map(|one: u32| format!("{one} ").chars().collect::<Vec<_>>())
        .take(1023)
        .collect();
    all_are_accepted("[passwords]\nmin_length = 64", &[&tall, &long]).await;
}

const MORE: &str = "Add another word or two. Uncommon words are better";

/// The table of what is refused and what is taken is in `src/auth/passwords/guesses`.
#[tokio::test]
async fn what_is_easy_to_guess_is_refused_in_the_words_of_zxcvbn() {
    for (words, passwords) in [
        (
            format!("This is similar to a commonly used password. {MORE}"),
            &["iloveyou1234567", "1qaz2wsx3edc4rfv5"][..],
        ),
        (
            format!("Sequences like abc or 6543 are easy to guess. {MORE}. Avoid sequences"),
            &[
                "aaaaaaaaaaaaaab",
                "abcdefghijklmno",
                "ONMLKJIHGFEDCBA",
                "абвгдежзийклмноп",
            ],
        ),
        (
            format!(
                "Repeats like \"abcabcabc\" are only slightly harder to guess than \"abc\". {MORE}. Avoid repeated words \
                 and characters"
            ),
            &[
                "abcabcabcabcabca",
                "horse horse horse ",
                "馬電馬電馬電馬電馬電馬電馬電馬",
            ],
        ),
        (MORE.to_owned(), &["password1234567!", "monkeydragonfootball"]),
    ] {
        all_are_refused("", passwords, &format!("is too easy to guess. {words}")).await;
    }
}

#[tokio::test]
async fn a_lower_minimum_lets_nothing_in_that_is_easy_to_guess() {
    let lowest = "[passwords]\nmin_length = 8";
    let what = |words: &str| format!("is too easy to guess. {words}{MORE}");
    all_are_refused(lowest, &["pass!123"], &what("")).await;
    let similar = "This is similar to a commonly used password. ";
    all_are_refused(lowest, &["horsebat", "password-99", "summer24"], &what(similar)).await;
}

#[tokio::test]
async fn the_names_of_owner_and_service_are_easy_to_guess_backwards_too() {
    let app = TestApp::start().await;
    app.add_user(&ANA, |new| new.name = "Quixotrelimo".to_owned()).await;
    let token = app.token_of("staff", &ANA).await;
    let refusal = change(&app, &token, ANA.password, "omilertoxiuq 123").await;
    assert_eq!(
        refusal,
        reason(&format!(
            "is too easy to guess. {MORE}. Reversed words aren't much harder to guess"
        ))
    );
    assert_eq!(change(&app, &token, ANA.password, "omilertoxauq 123").await, None);
}

/// No time is measured: only 64 characters are looked at, however long the password is.
#[tokio::test]
async fn a_password_of_1024_bytes_is_judged_by_its_first_64_characters() {
    let app = TestApp::start().await;
    app.add_user(&ANA, |_| ()).await;
    let token = app.token_of("staff", &ANA).await;
    for easy in ["qw", "12", "a", "password"] {
        let long = easy.repeat(1024 / easy.len());
        let refusal = change(&app, &token, ANA.password, &long).await.expect("a refusal");
        assert!(refusal.contains("is too easy to guess. Repeats like"), "{refusal}");
    }
    // All of these can stand for letters, which is what takes longest.
    let symbols: String = "4@8({[<369!1|0$5+7%2".chars().cycle().take(1024).collect();
    assert_eq!(change(&app, &token, ANA.password, &symbols).await, None);
    assert_eq!(app.log_in(ANA.email, &symbols).await.status, 200);
}

#[tokio::test]
async fn common_passwords_are_refused_in_any_case_and_width() {
    let what = "must not be a password that is known to be common";
    all_are_refused(
        "",
        &[
            "123456789987654321",
            "QwertyUIOP12345",
            "momsanalADVENTURE",
            "ｐｅｒａｓｐｅｒａａｄａｓｔｒａ",
        ],
        what,
    )
    .await;
    all_are_refused(
        "[passwords]\nmin_length = 8",
        &["password1", "PASSWORD", "iloveyou"],
        what,
    )
    .await;
    // It is the whole that counts.
    all_are_accepted("", &["password and so on"]).await;
}

#[tokio::test]
async fn names_of_the_owner_are_refused() {
    all_are_refused(
        "",
        &[
            "I am ana@example.com",
            "this is MARIA's password",
            "climate of lima, sunny",
            "ｅｃｈｅｖｅｒｒíａ forever and ever",
            "my Alembert and me",
            "the customer c-77 is me",
        ],
        "must not contain your own name, username, e-mail address or customer number",
    )
    .await;
    // A name of three characters stands in too many words.
    all_are_accepted("", &["banana and mango"]).await;
}

#[tokio::test]
async fn names_of_a_subscriber_are_refused() {
    let app = TestApp::start().await;
    const EVE: Person = Person {
        username: "eve.k",
        email: "",
        password: "eve's password",
    };
    app.add_subscriber(&EVE, |new| {
        new.firstname = "Evangeline".to_owned();
        new.lastname = "Kowalski".to_owned();
        new.customer_id = "40077".to_owned();
        new.email = Some(latchkey::model::EmailAddress::parse("evie77@example.com").expect("an address"));
    })
    .await;
    let token = app.token_of("subscriber", &EVE).await;
    let what = "must not contain your own name, username, e-mail address or customer number";
    for new in [
        "hello, it is EVE.K",
        "hello, evangeline",
        "kowalski's house",
        "my number is 40077",
        "evie77 at example",
    ] {
        assert_eq!(change(&app, &token, EVE.password, new).await, reason(what), "{new}");
    }
    assert_eq!(change(&app, &token, EVE.password, "hello, somebody else").await, None);
}

#[tokio::test]
async fn names_of_the_service_are_refused() {
    let what = "must not contain the name of this service";
    for new in [
        "my LatchKey to heaven",
        "netgroot login today",
        "the ispcrm of today",
        "onezeroart of today",
        "my zalultra password",
        "the babel of today",
        "my NETXD password",
    ] {
        all_are_refused("", &[new], what).await;
    }
    let issuer = "[tokens]\nissuer = \"Zephyr\"";
    all_are_refused(issuer, &["the zephyr of today"], what).await;
}

#[tokio::test]
async fn passwords_that_are_there_already_keep_working_whatever_they_are() {
    let app = TestApp::with("[passwords]\nmin_length = 64").await;
    for old in ["a", "password", "admin", "12345678"] {
        app.set_admin_password(old).await;
        assert_eq!(app.log_in("admin@example.com", old).await.status, 200, "{old}");
    }
}
