//! Every operation documents all its answers, with their headers.

use serde_json::Value;

use super::{Document, Operation, assert_none, documents, logins, members, says_something};

/// Whether an answer has this header, described.
fn has_header(document: &Document, answer: &Value, name: &str) -> bool {
    let headers = answer["headers"].as_object();
    headers.into_iter().flatten().any(|(header, json)| {
        let json = document.resolved(json);
        let wanted = if name == "Retry-After" { "integer" } else { "string" };
        header.eq_ignore_ascii_case(name) && says_something(&json["description"]) && json["schema"]["type"] == wanted
    })
}

/// Goes through all answers of all operations.
fn check(mut look: impl FnMut(&Operation<'_>, &str, &Value) -> Option<String>) {
    let mut complaints = Vec::new();
    for document in documents() {
        for operation in document.operations() {
            for (status, answer) in operation.answers() {
                if let Some(complaint) = look(&operation, status, answer) {
                    complaints.push(format!("{}, {status}: {complaint}", operation.name()));
                }
            }
        }
    }
    assert_none(&complaints);
}

#[test]
fn every_answer_is_described_and_says_what_caches_may_do_and_the_id_of_its_request() {
    check(|operation, _, answer| {
        if !says_something(&answer["description"]) {
            return Some("no description".to_owned());
        }
        let missing = ["Cache-Control", "X-Request-Id"].into_iter();
        let missing = missing.filter(|header| !has_header(operation.document, answer, header));
        let missing: Vec<&str> = missing.collect();
        (!missing.is_empty()).then(|| format!("no {missing:?}"))
    });
}

#[test]
fn every_body_of_a_request_is_described() {
    for document in documents() {
        for operation in document.operations().iter().filter(|one| one.has_body()) {
            assert!(
                says_something(&operation.json["requestBody"]["description"]),
                "{}",
                operation.name()
            );
        }
    }
}

#[test]
fn every_answer_but_a_redirect_and_a_done_is_json_with_a_schema() {
    check(|operation, status, answer| {
        if ["302", "204", "304"].contains(&status) {
            return answer.get("content").map(|content| format!("a body: {content}"));
        }
        let problems = ["account", "admin"].contains(&operation.document.contract.ident) && status >= "400";
        let keys = operation.path == "/.well-known/jwks.json" && status == "200";
        let wanted = match (problems, keys) {
            (true, _) => "application/problem+json",
            (false, true) => "application/jwk-set+json",
            (false, false) => "application/json",
        };
        let types: Vec<&String> = members(&answer["content"]).keys().collect();
        if types != [wanted] {
            return Some(format!("its types are {types:?}"));
        }
        let schema = &answer["content"][wanted]["schema"];
        (!schema["$ref"].is_string()).then(|| format!("its schema has no name: {schema}"))
    });
}

/// What the paths of operations end with that are posted to, and create nothing.
const OF_WHAT_IS_THERE: [&str; 5] = ["/restore", "/enable", "/disable", "/rotate-secret", "/imports"];

#[test]
fn every_operation_documents_the_one_way_in_which_it_succeeds() {
    for document in documents() {
        for operation in document.operations() {
            let good: Vec<&str> = operation
                .answers()
                .keys()
                .map(String::as_str)
                .filter(|status| *status < "400")
                .collect();
            let wanted: &[&str] = match (document.contract.ident, operation.path, operation.method) {
                (_, "/mobile-auto-login", _) => &["302"],
                ("account", _, "post" | "delete") | ("admin", _, "delete") => &["204"],
                ("admin", path, "post") if !OF_WHAT_IS_THERE.iter().any(|end| path.ends_with(end)) => &["201"],
                (_, path, _) if path.starts_with("/.well-known/") => &["200", "304"],
                _ => &["200"],
            };
            assert_eq!(good, wanted, "{}", operation.name());
        }
    }
}

#[test]
fn every_operation_documents_the_errors_that_any_request_can_meet() {
    let mut complaints = Vec::new();
    for document in documents() {
        for operation in document.operations() {
            let mut wanted = vec![("405", Some("Allow")), ("500", None), ("503", Some("Retry-After"))];
            if !operation.schemes().is_empty() {
                wanted.push(("401", Some("WWW-Authenticate")));
            }
            if operation.has_body() {
                wanted.extend([("400", None), ("415", None)]);
                // That of an import may have any length.
                if operation.path != "/admin/v1/imports" {
                    wanted.push(("413", None));
                }
                // The one body has no members that could be wrong; OAuth has 400 for all that is wrong with a body.
                let place = (document.contract.ident, operation.path);
                if place != ("management", "/v1/auth/logout") && place.0 != "oauth" {
                    wanted.push(("422", None));
                }
            }
            for (status, header) in wanted {
                match (operation.answers().get(status), header) {
                    (None, _) => complaints.push(format!("{}: no {status}", operation.name())),
                    (Some(answer), Some(header)) if !has_header(&document, answer, header) => {
                        complaints.push(format!("{}, {status}: no {header}", operation.name()));
                    }
                    (Some(_), _) => {}
                }
            }
        }
    }
    assert_none(&complaints);
}

#[test]
fn an_operation_without_a_body_documents_no_error_of_a_body() {
    check(|operation, status, _| {
        let of_a_body = ["400", "413", "415", "422"].contains(&status);
        let of_a_query = status == "422" && operation.has_query();
        (of_a_body && !of_a_query && !operation.has_body()).then(|| "cannot happen".to_owned())
    });
}

#[test]
fn headers_stand_only_where_they_are_sent() {
    check(|operation, status, answer| {
        for (header, at) in [
            ("Allow", &["405"] as &[&str]),
            ("Retry-After", &["503", "429"]),
            ("WWW-Authenticate", &["401"]),
            ("Location", &["302", "201"]),
            ("Set-Cookie", &["302"]),
        ] {
            if has_header(operation.document, answer, header) && !at.contains(&status) {
                return Some(format!("{header} has no business here"));
            }
        }
        None
    });
}

#[test]
fn a_redirect_says_where_to_and_sets_its_cookie() {
    let mut redirects = 0;
    check(|operation, status, answer| {
        if status != "302" {
            return None;
        }
        redirects += 1;
        let missing = ["Location", "Set-Cookie"]
            .into_iter()
            .find(|header| !has_header(operation.document, answer, header));
        missing.map(|header| format!("no {header}"))
    });
    assert_eq!(redirects, 1);
}

#[test]
fn a_login_documents_wrong_credentials_and_disabled_accounts() {
    for document in logins() {
        let logins: Vec<_> = document
            .operations()
            .into_iter()
            .filter(|operation| {
                ["login", "getToken"].contains(&operation.json["operationId"].as_str().unwrap_or_default())
            })
            .map(|login| login.answers().keys().cloned().collect::<Vec<_>>())
            .collect();
        assert_eq!(logins.len(), 1, "{}", document.contract.ident);
        for status in ["401", "403"] {
            assert!(
                logins[0].iter().any(|one| one == status),
                "{}: {status}",
                document.contract.ident
            );
        }
    }
}
