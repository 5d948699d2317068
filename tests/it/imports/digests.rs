//! Digests without a salt, and other passwords that are none.

use serde_json::{Value, json};

use super::{Outcome, import, import_all, printed, rows, sums, user};
use crate::cli::support::{Installation, Server, post, send};

/// Of `password`, by `md5sum` and `sha1sum`.
const MD5: &str = "5f4dcc3b5aa765d61d8327deb882cf99";
const SHA1: &str = "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8";

#[test]
fn an_unsalted_digest_is_taken_only_by_name_and_wrapped_before_it_is_stored() -> Outcome {
    for (form, digest) in [("md5", MD5), ("sha1", SHA1)] {
        let installation = Installation::new()?;
        let line = user("ana", json!({ "password_hash": digest }));
        let finished = import(&installation, &["users"], &line)?;
        let reason = "password_hash may be an unsalted digest, which is accepted only where its kind is named";
        assert_eq!(printed(&finished)?.0, [(1, reason.to_owned())]);

        let finished = import(&installation, &["users", "--hash-format", form], &line)?;
        assert_eq!(printed(&finished)?, (vec![], sums(json!({ "rows": 1, "added": 1 }))));
        let stored = rows(&installation, &["export", "users", "--with-hashes"])?.remove(0);
        let stored = stored["password_hash"].as_str().unwrap_or_default().to_owned();
        assert!(stored.starts_with(&format!("$wrapped-{form}$2b$10$")), "{stored}");
        assert!(!stored.to_lowercase().contains(&digest.to_lowercase()[..8]), "{stored}");
        // It goes back in as it came out.
        let finished = import(
            &installation,
            &["users"],
            &user("ana", json!({ "password_hash": stored })),
        )?;
        assert_eq!(printed(&finished)?.1, sums(json!({ "rows": 1, "unchanged": 1 })));
        let finished = import(&installation, &["users", "--hash-format", form], &line)?;
        assert_eq!(printed(&finished)?.1, sums(json!({ "rows": 1, "unchanged": 1 })));

        let server = Server::start(&installation, &[])?;
        for (password, status) in [("Password", 401), (digest, 401), ("password", 200)] {
            let body = json!({ "email": "ana@example.com", "password": password }).to_string();
            let answer = send(server.address, &post("/api/v1/auth/login", &body), None)?;
            assert_eq!(answer.status, status, "{password}");
        }
        let renewed = rows(&installation, &["export", "users", "--with-hashes"])?.remove(0);
        assert!(
            renewed["password_hash"]
                .as_str()
                .unwrap_or_default()
                .starts_with("$2b$10$"),
            "{renewed}"
        );
    }
    Ok(())
}

#[test]
fn an_update_gives_a_digest_to_an_account_without_a_password_and_to_no_other() -> Outcome {
    let installation = Installation::new()?;
    import_all(
        &installation,
        "users",
        &(user("ana", json!({})) + &user("ben", json!({}))),
    )?;
    let update = ["users", "--hash-format", "md5", "--on-conflict", "update"];
    let file = user("ana", json!({ "password_hash": MD5, "name": "Ana" }));
    let finished = import(&installation, &update, &file)?;
    assert_eq!(printed(&finished)?.1, sums(json!({ "rows": 1, "updated": 1 })));
    let hash = |installation: &Installation| -> Result<Value, Box<dyn std::error::Error>> {
        Ok(rows(installation, &["export", "users", "--with-hashes"])?[0]["password_hash"].clone())
    };
    let wrapped = hash(&installation)?;
    assert!(
        wrapped.as_str().unwrap_or_default().starts_with("$wrapped-md5$"),
        "{wrapped}"
    );
    let file = user("ana", json!({ "password_hash": SHA1, "name": "Anna" }));
    let update = ["users", "--hash-format", "sha1", "--on-conflict", "update"];
    let finished = import(&installation, &update, &file)?;
    assert_eq!(printed(&finished)?.1, sums(json!({ "rows": 1, "updated": 1 })));
    assert_eq!(
        hash(&installation)?,
        wrapped,
        "a digest cannot be compared, so it replaces nothing"
    );
    Ok(())
}

#[test]
fn what_is_named_a_digest_must_be_one() -> Outcome {
    let installation = Installation::new()?;
    let file = user("ana", json!({ "password_hash": SHA1 })) + &user("ben", json!({ "password_hash": &MD5[1..] }));
    let finished = import(&installation, &["users", "--hash-format", "md5"], &file)?;
    let reason = "password_hash is not the 32 hexadecimal digits that were announced".to_owned();
    assert_eq!(printed(&finished)?.0, [(1, reason.clone()), (2, reason)]);
    Ok(())
}

/// A column of fixed width, such as `CHAR(128)`, has them.
#[test]
fn blanks_around_a_hash_do_not_belong_to_it() -> Outcome {
    let installation = Installation::new()?;
    let hash = &super::known()[0].hash;
    import_all(
        &installation,
        "users",
        &user("ana", json!({ "password_hash": format!("{hash}   ") })),
    )?;
    let exported = rows(&installation, &["export", "users", "--with-hashes"])?.remove(0);
    assert_eq!(exported["password_hash"], *hash);
    Ok(())
}

#[test]
fn an_unusable_password_is_none() -> Outcome {
    let installation = Installation::new()?;
    let line = user(
        "ana",
        json!({ "password_hash": "!Zt4n0LZx3pXfBbJ5pM5pXyz8cJbRr9Wn8rsQ3Y9z" }),
    );
    let finished = import(&installation, &["users"], &line)?;
    assert_eq!(
        printed(&finished)?.1,
        sums(json!({ "rows": 1, "added": 1, "without_password": 1 }))
    );
    let exported = rows(&installation, &["export", "users", "--with-hashes"])?.remove(0);
    assert_eq!(exported.get("password_hash"), None::<&Value>);
    Ok(())
}

#[test]
fn doctor_counts_hashes_by_form_and_names_what_cannot_be_verified() -> Outcome {
    let installation = Installation::new()?;
    let known = super::known();
    let file = super::numbered(known.len(), |number| {
        user(&format!("u{number}"), json!({ "password_hash": known[number].hash }))
    });
    import_all(&installation, "users", &file)?;
    let line = |installation: &Installation| -> Result<Value, Box<dyn std::error::Error>> {
        let finished = installation.run(&["doctor", "--json"])?;
        let mut found = finished.out.lines().map(serde_json::from_str::<Value>);
        Ok(found
            .find(|line| line.as_ref().is_ok_and(|line| line["check"] == "hashes"))
            .ok_or("no line")??)
    };
    let found = line(&installation)?;
    assert_eq!(
        found,
        json!({
            "state": "ok", "check": "hashes",
            "message": "ASP.NET Core Identity v3: 6, Argon2id: 6, Django pbkdf2_sha256: 6, SHA-512-crypt: 6, \
                        WordPress 6.8 (bcrypt): 6, bcrypt: 6, phpass: 6, scrypt: 6",
        })
    );
    installation.alter("UPDATE users SET password_hash = 'plain text' WHERE id IN (3, 4)")?;
    installation.alter("UPDATE users SET password_hash = '$1$salt$hash' WHERE id = 5")?;
    let found = line(&installation)?;
    assert_eq!(found["state"], "problem");
    assert_eq!(
        found["message"].as_str().unwrap_or_default().split("; others").next(),
        Some(
            "some cannot be verified, so that their owners cannot log in: that of users/5 is MD5-crypt, which is not \
             supported (1 in all); that of users/3 is of no known form (2 in all)"
        )
    );
    Ok(())
}
