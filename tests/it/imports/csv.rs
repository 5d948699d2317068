//! Comma-separated values, and the names of columns.

use serde_json::{Value, json};

use super::{Outcome, import, known, printed, rows, sums};
use crate::cli::support::Installation;

#[test]
fn columns_are_fields_and_semicolons_separate_the_items_of_a_list() -> Outcome {
    let installation = Installation::new()?;
    let hash = &known()[0].hash;
    let file = format!(
        "\u{feff}username,email,name,roles,permissions,isp_id,phone,password_hash,status\r\n\
         ana,ana@example.com,\"Lima, Ana \"\"A.\"\"\",staff; reseller,a.view;b.view,7,,{hash},disabled\r\n\
         \r\n\
         ben,ben@example.com,Ben,admin,,,0171,,\r\n"
    );
    let finished = import(&installation, &["users", "--format", "csv"], &file)?;
    assert_eq!(
        printed(&finished)?,
        (vec![], sums(json!({ "rows": 2, "added": 2, "without_password": 1 })))
    );
    let listed = rows(&installation, &["user", "list", "--json"])?;
    let of = |row: &Value| -> Vec<Value> {
        ["username", "name", "roles", "permissions", "isp_id", "phone", "status"]
            .map(|member| row[member].clone())
            .to_vec()
    };
    assert_eq!(
        of(&listed[0]),
        [
            json!("ana"),
            json!("Lima, Ana \"A.\""),
            json!(["staff", "reseller"]),
            json!(["a.view", "b.view"]),
            json!(7),
            Value::Null,
            json!("disabled")
        ]
    );
    assert_eq!(
        of(&listed[1]),
        [
            json!("ben"),
            json!("Ben"),
            json!(["admin"]),
            json!([]),
            Value::Null,
            json!("0171"),
            json!("active")
        ]
    );
    Ok(())
}

#[test]
fn columns_of_other_names_are_mapped_and_constants_set() -> Outcome {
    let installation = Installation::new()?;
    let file = "Login;x,Mail,Ignored\nana,ana@example.com,1\n";
    let maps = [
        "users",
        "--format",
        "csv",
        "--map",
        "username=Login;x",
        "--map",
        "email=Mail",
        "--map",
        "name=Login;x",
        "--map",
        "roles==staff;all",
        "--map",
        "scope==A=B",
    ];
    let finished = import(&installation, &maps, file)?;
    assert_eq!(
        printed(&finished)?.1,
        sums(json!({ "rows": 1, "added": 1, "without_password": 1 }))
    );
    assert_eq!(
        finished.err,
        "latchkey: not imported, as no field is called so: Ignored\n"
    );
    let ana = &rows(&installation, &["user", "list", "--json"])?[0];
    assert_eq!(
        (&ana["name"], &ana["roles"], &ana["scope"]),
        (&json!("ana"), &json!(["staff", "all"]), &json!("A=B"))
    );
    Ok(())
}

#[test]
fn a_wrong_map_is_wrong_usage() -> Outcome {
    let installation = Installation::new()?;
    for (maps, complaint) in [
        (
            &["nofield=x"][..],
            "--map: nofield is no field; these are: username, email, name,",
        ),
        (&["name=x", "name=y"], "--map: name is mapped twice"),
        (&["name"], "must be FIELD=COLUMN or FIELD==TEXT"),
        (&["name="], "must name a column, FIELD=COLUMN"),
    ] {
        let maps = maps.iter().flat_map(|map| ["--map", map]);
        let finished = import(
            &installation,
            &["users"].into_iter().chain(maps).collect::<Vec<_>>(),
            "",
        )?;
        assert_eq!(finished.code, Some(2), "{finished:?}");
        assert!(finished.err.contains(complaint), "{}", finished.err);
    }
    Ok(())
}

#[test]
fn a_record_of_another_length_or_with_an_open_quote_is_refused_with_its_lines() -> Outcome {
    let installation = Installation::new()?;
    let file = "username,customer_id\na,1\nb\nc,\"3\nd,4\"\ne,5,6\nf,x \" y\ng,7\nh,\"8\ni,9\n";
    let finished = import(&installation, &["subscribers", "--format", "csv"], file)?;
    let (refused, found) = printed(&finished)?;
    let line_end = "customer_id must not contain a line end, in a record that ends in line 5";
    let open = "has a quoted field that does not end, in a record that ends in line 10";
    assert_eq!(
        refused,
        [
            (3, "has 1 fields, the header has 2".to_owned()),
            (4, line_end.to_owned()),
            (6, "has 3 fields, the header has 2".to_owned()),
            (9, open.to_owned()),
        ]
    );
    let expected = sums(json!({ "rows": 7, "added": 3, "refused": 4, "without_password": 3 }));
    assert_eq!(found, expected);
    let listed = rows(&installation, &["subscriber", "list", "--json"])?;
    let listed: Vec<_> = listed
        .iter()
        .map(|row| (&row["username"], &row["customer_id"]))
        .collect();
    assert_eq!(
        listed,
        [
            (&json!("a"), &json!("1")),
            (&json!("f"), &json!("x \" y")),
            (&json!("g"), &json!("7"))
        ]
    );
    Ok(())
}

/// Somebody may have chosen such a name in the old system.
#[test]
fn what_stands_within_quotes_never_becomes_an_account() -> Outcome {
    let installation = Installation::new()?;
    let smuggled = "eve,eve@example.com,Eve,admin";
    for name in [
        format!("\"x\n{smuggled}\ny\""),
        format!("\"{}{smuggled}\ny\"", "x\n".repeat(300)),
    ] {
        let file =
            format!("username,email,name,roles\nana,ana@example.com,{name},staff\nben,ben@example.com,Ben,staff\n");
        let finished = import(&installation, &["users", "--format", "csv"], &file)?;
        let (refused, _) = printed(&finished)?;
        assert_eq!(refused.len(), 1, "{refused:?}");
        assert!(
            refused[0]
                .1
                .starts_with("name must not contain a line end, in a record that ends"),
            "{refused:?}"
        );
        let listed = rows(&installation, &["user", "list", "--json"])?;
        assert_eq!(
            listed.iter().map(|row| &row["username"]).collect::<Vec<_>>(),
            [&json!("ben")]
        );
    }
    Ok(())
}

#[test]
fn a_header_must_have_what_is_required_and_mapped_and_is_not_quoted_if_it_is_none() -> Outcome {
    let installation = Installation::new()?;
    let hash = &known()[0].hash;
    let cr_only = "username,customer_id\ra,1\r";
    let headless = format!("ana,1,{hash}\nben,2,{hash}\n");
    let twice = "username,customer_id,phone,phone\n";
    for (file, map, reason) in [
        (headless.as_str(), None, "has no column username"),
        (cr_only, None, "has no column customer_id"),
        ("", None, "has no header"),
        (twice, None, "has the column phone twice"),
        (
            "username,customer_id\na,1\n",
            Some("password_hash=pass"),
            "has no column pass",
        ),
        ("username\na\n", Some("customer_id==1"), ""),
    ] {
        let map = map.iter().flat_map(|map| ["--map", map]);
        let arguments: Vec<_> = ["subscribers", "--format", "csv"].into_iter().chain(map).collect();
        let finished = import(&installation, &arguments, file)?;
        let (refused, _) = printed(&finished)?;
        let expected: Vec<_> = (!reason.is_empty())
            .then(|| (1, reason.to_owned()))
            .into_iter()
            .collect();
        assert_eq!(refused, expected, "{file}");
        assert!(!finished.err.contains("$2y$"), "{}", finished.err);
    }
    Ok(())
}
