//! The spans of statements, in traces. A name says what is done with which table, such as `SELECT users`, and no more: the
//! text of a statement may hold values.

use std::borrow::Cow;

use sea_orm::{DbBackend, StatementBuilder};

use crate::traces::Span;

/// What statements begin with. Of a statement that is none of these, only that it ran is said.
const OPERATIONS: [&str; 9] = [
    "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "BEGIN", "COMMIT", "ROLLBACK", "PRAGMA",
];
/// The words before the name of a table.
const BEFORE_TABLE: [&str; 3] = ["FROM", "INTO", "UPDATE"];

/// Begins the span of a statement with this text.
pub(super) fn statement_span(backend: DbBackend, sql: &str) -> Span {
    span_of(backend, || Cow::Borrowed(sql))
}

/// Begins the span of a statement that is still to be built.
pub(super) fn built_span(backend: DbBackend, statement: &impl StatementBuilder) -> Span {
    span_of(backend, || Cow::Owned(backend.build(statement).sql))
}

/// Begins the span of reading rows of this table on the calling thread.
pub(super) fn lookup_span(table: &'static str) -> Span {
    span_of(DbBackend::Sqlite, || Cow::Owned(format!("SELECT * FROM {table}")))
}

fn span_of<'s>(backend: DbBackend, sql: impl FnOnce() -> Cow<'s, str>) -> Span {
    let span = Span::begin_call("statement");
    if span.is_recorded() {
        describe(&span, backend, &sql());
    }
    span
}

fn describe(span: &Span, backend: DbBackend, sql: &str) {
    let (operation, table) = summary(sql);
    let system = match backend {
        DbBackend::Postgres => "postgresql",
        _ => "sqlite",
    };
    span.set("db.system.name", system);
    let Some(operation) = operation else { return };
    let summary = match table {
        Some(table) => format!("{operation} {table}"),
        None => operation.to_owned(),
    };
    span.set("db.operation.name", operation);
    if let Some(table) = table {
        span.set("db.collection.name", table.to_owned());
    }
    span.set("db.query.summary", summary.clone());
    span.rename(summary);
}

/// What a statement does, and the first table in it.
fn summary(sql: &str) -> (Option<&'static str>, Option<&str>) {
    let mut words = sql.split_whitespace();
    let first = words.next().unwrap_or_default();
    let operation = OPERATIONS.into_iter().find(|known| first.eq_ignore_ascii_case(known));
    let (mut table, mut before) = (None, first);
    for word in words {
        let is_before_table = BEFORE_TABLE.iter().any(|known| before.eq_ignore_ascii_case(known));
        let name = is_before_table.then(|| name(word)).flatten();
        if name.is_some() {
            table = name;
            break;
        }
        before = word.trim_start_matches('(');
    }
    (operation, table.filter(|_| operation.is_some()))
}

/// The name of a table, if that is what a word is.
fn name(word: &str) -> Option<&str> {
    let name = word.trim_end_matches([',', ';', ')']);
    let name = name
        .strip_prefix('"')
        .and_then(|name| name.strip_suffix('"'))
        .unwrap_or(name);
    let is_name = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    (!name.is_empty() && name.bytes().all(is_name)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_named_by_what_it_does_and_the_first_table() {
        for (sql, operation, table) in [
            (
                r#"SELECT "users"."id" FROM "users" WHERE "id" = $1"#,
                Some("SELECT"),
                Some("users"),
            ),
            (
                "SELECT id, rowid FROM users WHERE id = ?1",
                Some("SELECT"),
                Some("users"),
            ),
            (
                r#"INSERT INTO "audit_events" ("at") VALUES ($1)"#,
                Some("INSERT"),
                Some("audit_events"),
            ),
            (
                r#"UPDATE "sessions" SET "token_id" = ?"#,
                Some("UPDATE"),
                Some("sessions"),
            ),
            (
                r#"delete from "attempts" WHERE "a" = 1"#,
                Some("DELETE"),
                Some("attempts"),
            ),
            (
                r#"WITH "ended" AS (UPDATE "sessions" SET "a" = 1) SELECT 1"#,
                Some("WITH"),
                Some("sessions"),
            ),
            (
                "SELECT EXTRACT(EPOCH FROM now()), a FROM notices",
                Some("SELECT"),
                Some("notices"),
            ),
            ("SELECT 'ann@example.com'", Some("SELECT"), None),
            ("SELECT a FROM 'ann@example.com'", Some("SELECT"), None),
            ("COMMIT", Some("COMMIT"), None),
            ("DEALLOCATE ALL; SET LOCAL a = 'secret' FROM users", None, None),
            ("", None, None),
        ] {
            assert_eq!(summary(sql), (operation, table), "{sql}");
        }
    }
}
