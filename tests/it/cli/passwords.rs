//! Passwords on standard input.

use super::Outcome;
use super::support::{Place, Server, post, send};

#[test]
fn a_password_is_the_first_line_and_nothing_of_it_is_trimmed() -> Outcome {
    let place = Place::new()?;
    place.add_ann("another one")?;
    let server = Server::start(&place, &[])?;
    for (input, password) in [
        (" spaces \n", " spaces "),
        ("windows\r\n", "windows"),
        ("one \r of two\r\r\n", "one \r of two\r"),
        ("no line end", "no line end"),
        ("first\nsecond\n", "first"),
    ] {
        place.succeed(&["user", "set-password", "ann", "--password-stdin"], input.as_bytes())?;
        let body = serde_json::json!({ "email": "ann@example.com", "password": password }).to_string();
        let answer = send(server.address, &post("/api/v1/auth/login", &body), None)?;
        assert_eq!(answer.status, 200, "{input:?}: {answer:?}");
    }
    Ok(())
}

#[test]
fn a_password_that_nobody_can_have_is_refused_before_anything_is_opened() -> Outcome {
    let place = Place::on_sqlite()?;
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
        for population in ["user", "subscriber"] {
            let finished = place.run_with(&[population, "set-password", "ann", "--password-stdin"], input)?;
            assert_eq!((finished.code, finished.err.as_str()), (Some(2), said));
        }
    }
    assert_eq!(std::fs::read_dir(place.path(""))?.count(), 0, "no database was made");
    Ok(())
}
