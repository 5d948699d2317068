//! The check of imports, tried on what it must find and on what it must let pass.

use super::super::File;
use super::{assert_lines, check};

#[track_caller]
fn assert_found(path: &str, text: &str, lines: &[usize]) {
    let contracts = ["netxd".to_owned(), "staff".to_owned()];
    assert_lines(&check(&File::snippet(path, text), &contracts), lines);
}

#[test]
fn an_import_against_the_direction_is_found_in_every_layer() {
    for (path, text) in [
        ("src/model/user.rs", "use crate::store::Store;"),
        ("src/model/user.rs", "use crate::auth;"),
        ("src/store/users.rs", "use crate::auth::Error;"),
        ("src/store/users.rs", "use crate::config::Config;"),
        ("src/auth/log_in.rs", "use crate::contracts::CONTRACTS;"),
        ("src/auth/log_in.rs", "use crate::web::site;"),
        ("src/auth/tokens/mint.rs", "use crate::app::App;"),
        ("src/contracts/staff/api.rs", "use crate::store::Store;"),
        ("src/contracts/shared/body.rs", "use crate::config::Config;"),
        ("src/contracts/mod.rs", "use crate::web::site;"),
        ("src/web/portal.rs", "use crate::store::Store;"),
        ("src/web/portal.rs", "use crate::contracts::CONTRACTS;"),
        ("src/config/http.rs", "use crate::model::Timestamp;"),
        ("src/app.rs", "use crate::cli::demo;"),
        ("src/cli/user.rs", "use crate::store::Store;"),
        ("src/cli/user.rs", "use crate::web::site;"),
        ("src/main.rs", "use latchkey::store::Store;"),
        ("src/surprise.rs", "fn main() {}"),
    ] {
        assert_found(path, text, &[1]);
    }
}

#[test]
fn an_import_in_the_direction_passes() {
    for (path, text) in [
        (
            "src/model/user.rs",
            "use super::Timestamp;\nuse crate::model::Patch;\nuse std::fmt;",
        ),
        (
            "src/store/users.rs",
            "use super::{Store, StoreError};\nuse crate::model::{User, UserId};\nuse sea_orm::DbErr;",
        ),
        (
            "src/auth/log_in.rs",
            "use crate::store::Store;\nuse super::super::model::User;\nuse bcrypt::verify;",
        ),
        (
            "src/contracts/mod.rs",
            "pub mod staff;\nuse kit::failure::Failure;\nuse self::staff::CONTRACT;",
        ),
        (
            "src/contracts/staff/mod.rs",
            "use super::kit::answer::answer;\nuse super::{Contract, Rules};\nuse self::wire::X;",
        ),
        (
            "src/contracts/staff/wire.rs",
            "use super::Settings;\nuse crate::contracts::staff::RULES;\nuse poem::Response;",
        ),
        (
            "src/web/portal.rs",
            "use crate::auth::Portal;\nuse crate::model::ClientInfo;\nuse poem::Response;",
        ),
        (
            "src/app.rs",
            "use crate::store::Store;\nuse crate::contracts::{CONTRACTS, netxd};\nuse crate::web::site;",
        ),
        (
            "src/cli/openapi.rs",
            "use crate::contracts::CONTRACTS;\nuse crate::app::App;\nuse crate::config::Config;",
        ),
        ("src/main.rs", "use latchkey::cli;\nfn main() { latchkey::cli::run() }"),
        ("src/lib.rs", "pub mod model;\npub mod store;"),
    ] {
        assert_found(path, text, &[]);
    }
}

#[test]
fn no_spelling_hides_an_import() {
    for text in [
        "use crate::{model::User, store::Store};",
        "use crate::{model::{User, UserId}, store::{Store, StoreError}};",
        "use super::super::store::Store;",
        "use super::super::{store};",
        "use super::super as all;",
        "use crate::*;",
        "use crate as all;",
        "pub(crate) use crate::store::Store as Database;",
        "fn f() -> crate::store::Store { todo() }",
        "fn f(s: &super::super::store::Store) {}",
        "type X = Vec<crate::store::Store>;",
        "#[derive(crate::store::Macro)]\nstruct X;",
        "macro_rules! x { () => { $crate::store::Store } }",
        "mod inner { use super::super::super::store::Store; }",
    ] {
        assert_found("src/model/user.rs", text, &[1]);
    }
    assert_found(
        "src/model/user.rs",
        "use crate::{\n    model::User,\n};\n\n\nuse crate::store::Store;",
        &[6],
    );
}

#[test]
fn what_only_looks_like_an_import_passes() {
    for text in [
        "// use crate::store::Store;",
        "/// See [`crate::store::Store`].\nstruct X;",
        "const X: &str = \"use crate::store::Store;\";",
        "fn f() { let store = 1; store.crate_name(); }",
        "mod inner { use super::X; }",
        "#[cfg(test)]\nmod tests {\n    use super::*;\n    use crate::store::Store;\n}",
    ] {
        assert_found("src/model/user.rs", text, &[]);
    }
}

#[test]
fn a_contract_that_knows_another_one_is_found() {
    for text in [
        "use crate::contracts::netxd::Settings;",
        "use crate::contracts::{kit::json, netxd};",
        "use super::super::netxd;",
        "use crate::contracts::CONTRACTS;",
        "use crate::contracts::*;",
        "use crate::contracts;",
        "fn f() { crate::contracts::netxd::f() }",
    ] {
        assert_found("src/contracts/staff/api.rs", text, &[1]);
    }
    assert_found("src/contracts/staff/mod.rs", "use super::netxd;", &[1]);
    assert_found("src/contracts/shared/body.rs", "use crate::contracts::staff;", &[1]);
    assert_found(
        "src/contracts/shared/body.rs",
        "use crate::contracts::kit::json;\nuse super::json;",
        &[],
    );
    assert_found("src/cli/user.rs", "use crate::contracts::{CONTRACTS, staff};", &[1]);
    assert_found("src/main.rs", "use latchkey::contracts::netxd;", &[1]);
}

#[test]
fn a_library_out_of_its_place_is_found() {
    for (path, text) in [
        ("src/auth/log_in.rs", "use sea_orm::DbErr;"),
        ("src/contracts/staff/api.rs", "fn f(e: sea_orm::DbErr) {}"),
        ("src/app.rs", "use sea_orm_migration::prelude::*;"),
        ("src/cli/mod.rs", "use sqlx::Pool;"),
        ("src/store/users.rs", "use jsonwebtoken::encode;"),
        ("src/store/users.rs", "use bcrypt;"),
        ("src/contracts/shared/bearer.rs", "fn f() { jsonwebtoken::decode() }"),
        ("src/auth/error.rs", "use poem::http::StatusCode;"),
        ("src/store/error.rs", "use poem_openapi::Object;"),
        ("src/model/user.rs", "use poem::Error;"),
        ("src/config/http.rs", "use poem::Response;"),
        ("src/model/user.rs", "use serde::{Deserialize, Serialize};"),
        ("src/model/user.rs", "#[derive(serde::Serialize)]\nstruct X;"),
        ("src/model/user.rs", "struct X {\n#[serde(default)]\na: u8 }"),
        ("src/model/user.rs", "use serde_json::Value;"),
        ("src/contracts/staff/api.rs", "use utoipa_swagger_ui::Config;"),
    ] {
        let line = 1 + usize::from(text.contains("\n#[serde"));
        assert_found(path, text, &[line]);
    }
    assert_found(
        "src/config/http.rs",
        "use serde::Deserialize;\n#[serde(x)]\nstruct X;",
        &[],
    );
    assert_found("src/auth/a.rs", "fn f(poem: u8) -> u8 { poem }", &[]);
}
