//! Passwords on standard input.

use super::Outcome;
use super::support::{Installation, Server, post, send};

#[test]
fn a_password_is_the_first_line_and_nothing_of_it_is_trimmed() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann("another one of them")?;
    let server = Server::start(&installation, &[])?;
    for (input, password) in [
        (" spaces on both sides \n", " spaces on both sides "),
        ("windows in the wall\r\n", "windows in the wall"),
        ("one \r of two, both kept\r\r\n", "one \r of two, both kept\r"),
        ("no line end at all", "no line end at all"),
        ("the first of two\nsecond\n", "the first of two"),
    ] {
        installation.succeed(&["user", "set-password", "ann", "--password-stdin"], input.as_bytes())?;
        let body = serde_json::json!({ "email": "ann@example.com", "password": password }).to_string();
        let answer = send(server.address, &post("/api/v1/auth/login", &body), None)?;
        assert_eq!(answer.status, 200, "{input:?}: {answer:?}");
    }
    Ok(())
}

#[test]
fn a_password_that_nobody_can_have_is_refused_before_anything_is_opened() -> Outcome {
    let installation = Installation::on_sqlite()?;
    for (input, said) in [
        (&b""[..], "latchkey: the password on standard input must not be empty\n"),
        (
            b"\nsecond",
            "latchkey: the password on standard input must not be empty\n",
        ),
        (b"\r\n", "latchkey: the password on standard input must not be empty\n"),
        (
            b"a\0b\n",
            "latchkey: the password on standard input must not contain a NUL character\n",
        ),
        (
            b"\xff\xfe\n",
            "latchkey: the password on standard input is not valid UTF-8\n",
        ),
        (
            &[b'x'; 1025],
            "latchkey: the password on standard input must not be longer than 1024 bytes\n",
        ),
        (
            &[b'x'; 100_000],
            "latchkey: the password on standard input must not be longer than 1024 bytes\n",
        ),
    ] {
        for realm in ["user", "subscriber"] {
            let finished = installation.run_with(&[realm, "set-password", "ann", "--password-stdin"], input)?;
            assert_eq!((finished.code, finished.err.as_str()), (Some(2), said));
        }
    }
    assert_eq!(
        std::fs::read_dir(installation.path(""))?.count(),
        0,
        "no database was made"
    );
    Ok(())
}

#[test]
fn a_new_password_that_is_too_weak_is_refused_with_the_reason() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann("the first of them")?;
    let sue = ["subscriber", "add", "--username", "suzanne", "--customer-id", "C-7734"];
    installation.succeed(&sue, b"")?;
    let bob = [
        "user",
        "add",
        "--username",
        "bob",
        "--email",
        "bob@example.com",
        "--name",
        "Bob Roberts",
    ];
    let bob = [&bob[..], &["--role", "staff", "--password-stdin"]].concat();
    let tim = [
        "subscriber",
        "add",
        "--username",
        "tim",
        "--customer-id",
        "1",
        "--lastname",
        "Roberts",
    ];
    let tim = [&tim[..], &["--password-stdin"]].concat();
    let ann = &["user", "set-password", "ann", "--password-stdin"][..];
    let suzanne = &["subscriber", "set-password", "suzanne", "--password-stdin"][..];
    let own = "must not contain your own name, username, e-mail address or customer number";
    for (command, input, reason) in [
        (ann, "fourteen chars\n", "must have at least 15 characters"),
        (suzanne, "fourteen chars\n", "must have at least 15 characters"),
        (&bob, "fourteen chars\n", "must have at least 15 characters"),
        (&tim, "fourteen chars\n", "must have at least 15 characters"),
        (ann, "Ann@Example.com 2026\n", own),
        (suzanne, "in the year c-7734\n", own),
        (&bob, "the best of roberts\n", own),
        (&tim, "the best of Roberts\n", own),
        (
            ann,
            "the key of latchkey\n",
            "must not contain the name of this service",
        ),
    ] {
        let finished = installation.run_with(command, input.as_bytes())?;
        let said = format!("latchkey: the password on standard input {reason}\n");
        assert_eq!((finished.code, finished.err), (Some(2), said), "{command:?}");
        assert_eq!(finished.out, "");
    }
    let users = installation.succeed(&["user", "list", "--json"], b"")?;
    assert_eq!(users.lines().count(), 1, "nobody was added: {users}");
    Ok(())
}
