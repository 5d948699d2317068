//! What export writes, import reads.

use serde_json::{Value, json};

use super::{Outcome, import, import_all, known, printed, rows, subscriber, sums, user};
use crate::cli::support::Installation;

fn filled(realm: &str) -> String {
    let hash = &known()[8].hash;
    match realm {
        "users" => {
            let ana = json!({
                "name": "Lima, \"Ana\"", "roles": ["staff", "b"], "permissions": ["x", "y"], "isp_id": 1,
                "branch_id": 2, "scope": "ADMIN", "phone": "+49 171", "status": "disabled", "password_hash": hash,
                "created_at": "2019-01-02T03:04:05.678Z", "uid": "6f9619ff-8b86-d011-b42d-00cf4fc964ff",
            });
            user("Ana", ana) + &user("ben", json!({}))
        }
        _ => {
            let ana = json!({
                "firstname": "Ana", "lastname": "Lima", "email": "Ana@example.com", "phone": "1",
                "package_name": "20MB; fast", "expiration_date": "2031-01-02T03:04:05Z", "status": "expired",
                "password_hash": hash, "created_at": "2019-01-02T03:04:05Z",
            });
            subscriber("ana@home", ana) + &subscriber("ben", json!({}))
        }
    }
}

#[test]
fn an_export_with_hashes_goes_into_another_database_and_comes_out_the_same() -> Outcome {
    for realm in ["users", "subscribers"] {
        for format in ["ndjson", "csv"] {
            let (one, other) = (Installation::new()?, Installation::new()?);
            import_all(&one, realm, &filled(realm))?;
            let export = ["export", realm, "-", "--format", format, "--with-hashes"];
            let exported = one.succeed(&export, b"")?;
            let finished = import(&other, &[realm, "--format", format], &exported)?;
            let expected = sums(json!({ "rows": 2, "added": 2, "without_password": 1 }));
            assert_eq!(printed(&finished)?, (vec![], expected), "{realm} {format}");
            assert_eq!(finished.err, "", "every column is a field, or known not to be one");
            // Times of changes are each database's own.
            let without_times = |text: String| -> Vec<String> {
                let is_time = |member: &str| member.starts_with("\"updated_at\"");
                let line = |line: &str| {
                    line.split(',')
                        .filter(|member| !is_time(member))
                        .collect::<Vec<_>>()
                        .join(",")
                };
                text.lines().map(line).collect()
            };
            assert_eq!(
                without_times(other.succeed(&export, b"")?),
                without_times(exported),
                "{realm} {format}"
            );
        }
    }
    Ok(())
}

#[test]
fn hashes_leave_only_when_they_are_asked_for() -> Outcome {
    let installation = Installation::new()?;
    import_all(&installation, "users", &filled("users"))?;
    for format in ["ndjson", "csv"] {
        let out = installation.succeed(&["export", "users", "-", "--format", format], b"")?;
        assert!(
            out.contains("Ana") && !out.contains("password") && !out.contains(&known()[8].hash),
            "{out}"
        );
    }
    assert_eq!(rows(&installation, &["export", "users"])?.len(), 2);
    Ok(())
}

#[cfg(unix)]
#[test]
fn a_file_can_be_read_by_its_owner_only_and_replaces_an_older_one_when_it_is_whole() -> Outcome {
    use std::os::unix::fs::PermissionsExt;

    let installation = Installation::new()?;
    import_all(&installation, "users", &filled("users"))?;
    let path = installation.path("out.csv");
    std::fs::write(&path, "older")?;
    let finished = installation.run(&["export", "users", "out.csv"])?;
    assert_eq!(
        (finished.code, finished.out.as_str(), finished.err.as_str()),
        (Some(0), "", "latchkey: 2 users exported\n")
    );
    let text = std::fs::read_to_string(&path)?;
    assert!(text.starts_with("username,email,name,phone,roles,"), "{text}");
    assert_eq!(std::fs::metadata(&path)?.permissions().mode() & 0o777, 0o600);

    // A list that CSV cannot hold: the older file stays, and nothing lies beside it.
    installation.alter("UPDATE roles SET name = 'a;b' WHERE name = 'b'")?;
    let finished = installation.run(&["export", "users", "out.csv"])?;
    assert_eq!(finished.code, Some(2), "{finished:?}");
    let why = "latchkey: roles: \"a;b\" has a ';', which separates items: export as ndjson\n";
    assert_eq!(finished.err, why);
    assert_eq!(std::fs::read_to_string(&path)?, text);
    let left = std::fs::read_dir(installation.path(""))?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let left: Vec<_> = left.filter(|name| name.contains("unfinished")).collect();
    assert_eq!(left, Vec::<String>::new());
    let finished = installation.run(&["export", "users", "no/such/folder.csv"])?;
    assert_eq!(
        finished.err,
        "latchkey: cannot write no/such/folder.csv: no such file or directory\n"
    );
    Ok(())
}

#[test]
fn an_export_of_nothing_is_an_empty_file_or_a_header() -> Outcome {
    let installation = Installation::new()?;
    installation.succeed(&["migrate"], b"")?;
    assert_eq!(installation.succeed(&["export", "subscribers"], b"")?, "");
    assert_eq!(rows(&installation, &["export", "users"])?, Vec::<Value>::new());
    assert_eq!(
        installation.succeed(&["export", "subscribers", "-", "--format", "csv", "--with-hashes"], b"")?,
        "username,customer_id,firstname,lastname,email,phone,package_name,expiration_date,isp_id,branch_id,status,password_hash,\
         created_at\n"
    );
    Ok(())
}
