//! Imports run one way: `main, cli, server -> app -> contracts, web -> auth, import -> store -> model`.

use super::source::{File, Mention};
use super::{assert_lines, assert_none, root, sources};

/// Each layer, and the other layers that it may import.
const LAYERS: [(&str, &[&str]); 22] = [
    ("settings", &["model"]),
    ("model", &[]),
    ("http", &[]),
    ("routing", &[]),
    ("metrics", &[]),
    ("traces", &[]),
    ("store", &["metrics", "model", "traces"]),
    ("import", &["auth", "model"]),
    ("auth", &["store", "metrics", "model", "traces"]),
    (
        "contracts",
        &["import", "auth", "http", "model", "routing", "settings", "upstream"],
    ),
    (
        "web",
        &[
            "auth", "compare", "http", "metrics", "model", "routing", "traces", "upstream",
        ],
    ),
    ("webhooks", &["auth", "model", "traces"]),
    ("upstream", &["traces"]),
    ("compare", &[]),
    ("recording", &["compare", "model", "upstream"]),
    ("config", &["settings"]),
    (
        "app",
        &[
            "config",
            "contracts",
            "auth",
            "import",
            "metrics",
            "model",
            "routing",
            "settings",
            "store",
            "upstream",
            "web",
        ],
    ),
    ("telemetry", &["config", "model", "settings", "traces"]),
    ("server", &["app", "config", "webhooks", "auth", "model"]),
    (
        "cli",
        &[
            "app",
            "config",
            "contracts",
            "auth",
            "import",
            "model",
            "recording",
            "server",
            "settings",
            "telemetry",
            "upstream",
            "webhooks",
        ],
    ),
    ("main", &["cli"]),
    ("lib", &[]),
];

/// Libraries that only some layers may import.
const ONLY: [(&str, &[&str]); 19] = [
    ("sea_orm", &["store"]),
    ("sea_orm_migration", &["store"]),
    ("sea_query", &["store"]),
    ("sqlite_inline", &["store"]),
    ("sqlx", &["store"]),
    ("rusqlite", &["store"]),
    ("jsonwebtoken", &["auth"]),
    ("bcrypt", &["auth"]),
    ("bcrypt_lanes", &["auth"]),
    ("thread_replies", &["auth"]),
    ("utoipa_swagger_ui", &["web"]),
    ("reqwest", &["telemetry", "traces", "upstream", "webhooks"]),
    ("opentelemetry", &["telemetry", "traces"]),
    ("opentelemetry_http", &["telemetry", "traces"]),
    ("opentelemetry_otlp", &["telemetry"]),
    ("opentelemetry_sdk", &["telemetry", "traces"]),
    ("standardwebhooks", &["webhooks"]),
    ("sd_notify", &["server"]),
    ("listenfd", &["server"]),
];

/// Libraries that some layers may not import.
const NEVER: [(&str, &[&str]); 4] = [
    (
        "poem",
        &[
            "auth",
            "store",
            "import",
            "model",
            "config",
            "settings",
            "telemetry",
            "upstream",
            "webhooks",
        ],
    ),
    (
        "poem_openapi",
        &[
            "auth",
            "store",
            "import",
            "model",
            "config",
            "settings",
            "telemetry",
            "upstream",
            "webhooks",
        ],
    ),
    ("serde", &["model"]),
    ("serde_json", &["model"]),
];

/// What a contract may import from `contracts` besides itself.
const COMMON: [&str; 5] = ["kit", "Contract", "Rules", "Setup", "ServerInfo"];

fn check(file: &File, contracts: &[String]) -> Vec<String> {
    let Some((_, may_see)) = LAYERS.iter().find(|(name, _)| *name == file.layer()) else {
        return vec![format!("{}:1: `{}` is in no layer", file.path, file.layer())];
    };
    let complaint = |mention: &Mention| {
        let complaint = match file.resolve(mention) {
            Some(target) => crate_complaint(&file.module, &target, may_see, contracts),
            None => library_complaint(file.layer(), mention),
        };
        let path = mention.segments.join("::");
        Some(format!("{}:{}: {} (`{path}`)", file.path, mention.line, complaint?))
    };
    file.mentions.iter().filter_map(complaint).collect()
}

fn crate_complaint(module: &[String], target: &[String], may_see: &[&str], contracts: &[String]) -> Option<String> {
    let layer = module[0].as_str();
    let Some(seen) = target.first().filter(|seen| *seen != "*") else {
        return (layer != "lib").then(|| "the whole crate is imported".to_owned());
    };
    let is_layer = LAYERS.iter().any(|(name, _)| name == seen);
    if is_layer && seen != layer && layer != "lib" && !may_see.contains(&seen.as_str()) {
        return Some(format!("`{layer}` may not import `{seen}`"));
    }
    if seen != "contracts" {
        return None;
    }
    let part = target.get(1).map_or("", String::as_str);
    match module.get(1).map(String::as_str) {
        Some("kit") if layer == "contracts" && part != "kit" => Some("the kit may not know the contracts".to_owned()),
        Some(own) if layer == "contracts" && part != own && !COMMON.contains(&part) => {
            Some(format!("contract `{own}` may not import `contracts::{part}`"))
        }
        _ if matches!(layer, "cli" | "main") && contracts.iter().any(|one| one == part) => {
            Some(format!("`{layer}` may know the list of contracts, not `{part}`"))
        }
        _ => None,
    }
}

fn library_complaint(layer: &str, mention: &Mention) -> Option<String> {
    let name = mention.segments[0].as_str();
    if mention.segments.len() == 1 && !mention.bare {
        return None;
    }
    let layers_of = |list: &[(&str, &'static [&'static str])]| Some(list.iter().find(|(one, _)| *one == name)?.1);
    let only = layers_of(&ONLY).filter(|layers| !layers.contains(&layer));
    let never = layers_of(&NEVER).filter(|layers| layers.contains(&layer));
    only.map(|layers| format!("only {} may import `{name}`", layers.join(", ")))
        .or_else(|| never.map(|_| format!("`{layer}` may not import `{name}`")))
}

/// The names of the contracts' folders.
pub fn contracts() -> Vec<String> {
    let entries = root().join("src/contracts").read_dir().expect("a folder");
    let folders = entries
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.path().is_dir());
    let mut names: Vec<_> = folders
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.retain(|name| name != "kit");
    names.sort_unstable();
    names
}

#[test]
fn imports_run_one_way() {
    let contracts = contracts();
    let complaints: Vec<String> = sources().iter().flat_map(|file| check(file, &contracts)).collect();
    assert_none(&complaints);
}

#[test]
fn the_contracts_folders_are_those_of_the_list() {
    let mut listed: Vec<&str> = latchkey::contracts::all().map(|contract| contract.ident).collect();
    listed.sort_unstable();
    assert_eq!(contracts(), listed);
}

#[track_caller]
fn assert_found(path: &str, text: &str, lines: &[usize]) {
    let contracts = ["netxd".to_owned(), "staff".to_owned()];
    assert_lines(&check(&File::parse(path, text), &contracts), lines);
}

#[test]
fn an_import_against_the_direction_is_found_however_it_is_spelled() {
    for text in [
        "use crate::{model::{User, UserId}, store::{Store, StoreError}};",
        "use super::super::store::Store;",
        "use super::super as all;",
        "use crate::*;",
        "pub(crate) use crate::store::Store as Database;",
        "type X = Vec<crate::store::Store>;",
        "#[derive(crate::store::Macro)] struct X;",
        "macro_rules! x { () => { $crate::store::Store } }",
        "fn f() -> String { format!(\"{}\", crate::store::X) }",
        "fn f() { x!(a: crate::store::X) }",
        "mod inner { use super::super::super::store::Store; }",
        "use poem::Error;",
        "#[serde(default)] struct X;",
    ] {
        assert_found("src/model/user.rs", text, &[1]);
    }
    assert_found(
        "src/model/user.rs",
        "use crate::model::User;\n\nuse crate::store::Store;",
        &[3],
    );
    assert_found("src/app.rs", "fn f(e: sea_orm::DbErr) {}", &[1]);
    assert_found("src/surprise.rs", "fn main() {}", &[1]);
}

#[test]
fn a_contract_that_knows_another_one_is_found() {
    assert_found(
        "src/contracts/staff/api.rs",
        "use crate::contracts::{kit::json, netxd};",
        &[1],
    );
    assert_found(
        "src/contracts/staff/api.rs",
        "fn f() { super::super::netxd::f() }",
        &[1],
    );
    assert_found("src/contracts/staff/mod.rs", "use super::netxd;", &[1]);
    assert_found("src/contracts/kit/body.rs", "use crate::contracts::staff;", &[1]);
    assert_found("src/main.rs", "use latchkey::contracts::netxd;", &[1]);
}

#[test]
fn what_is_allowed_passes() {
    for (path, text) in [
        (
            "src/store/users.rs",
            "use super::Store;\nuse crate::model::User;\nuse sea_orm::DbErr;",
        ),
        (
            "src/contracts/staff/mod.rs",
            "use super::kit::json;\nuse super::{Contract, Rules};\nuse self::wire::X;",
        ),
        (
            "src/model/user.rs",
            "/// See [`crate::store::Store`].\nconst X: &str = \"crate::store\"; mod a { use super::X; }",
        ),
        (
            "src/model/user.rs",
            "#[cfg(test)]\nmod tests { use crate::store::Store; }",
        ),
        ("src/auth/a.rs", "fn f(poem: u8) -> u8 { poem }"),
        ("src/lib.rs", "pub mod model;\npub mod store;"),
    ] {
        assert_found(path, text, &[]);
    }
}
