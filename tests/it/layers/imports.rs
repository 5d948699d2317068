//! Imports run one way: `main, cli, server -> app -> contracts, web -> auth -> store -> model`.

mod on_snippets;

use super::paths::{Mention, mentions, module_of, resolved};
use super::{File, assert_lines, assert_none, files, root};

/// Each part of the crate, and the other parts that it may import.
const LAYERS: [(&str, &[&str]); 12] = [
    ("model", &[]),
    ("store", &["model"]),
    ("auth", &["store", "model"]),
    ("contracts", &["auth", "model"]),
    ("web", &["auth", "model"]),
    ("config", &[]),
    ("app", &["config", "contracts", "auth", "model", "store", "web"]),
    ("telemetry", &["config", "model"]),
    ("server", &["app", "config", "auth", "model"]),
    (
        "cli",
        &["app", "config", "contracts", "auth", "model", "server", "telemetry"],
    ),
    ("main", &["cli"]),
    ("lib", &[]),
];

/// Each library that is not for everybody: where alone it may be imported, or where never.
const LIBRARIES: [(&str, Where); 15] = [
    ("sea_orm", Where::Only(&["store"])),
    ("sea_orm_migration", Where::Only(&["store"])),
    ("rusqlite", Where::Only(&["store"])),
    ("sqlite_inline", Where::Only(&["store"])),
    ("quick_cache", Where::Only(&["auth"])),
    ("sea_query", Where::Only(&["store"])),
    ("sqlx", Where::Only(&["store"])),
    ("jsonwebtoken", Where::Only(&["auth"])),
    ("bcrypt", Where::Only(&["auth"])),
    ("bcrypt_lanes", Where::Only(&["auth"])),
    ("poem", Where::Never(&["auth", "store", "model", "config", "telemetry"])),
    (
        "poem_openapi",
        Where::Never(&["auth", "store", "model", "config", "telemetry"]),
    ),
    ("serde", Where::Never(&["model"])),
    ("serde_json", Where::Never(&["model"])),
    ("utoipa_swagger_ui", Where::Only(&["web"])),
];

enum Where {
    Only(&'static [&'static str]),
    Never(&'static [&'static str]),
}

/// What a contract may import of what all contracts have in common.
const COMMON: [&str; 3] = ["kit", "Contract", "Rules"];

/// What is wrong with the imports of a file.
fn check(file: &File, contracts: &[String]) -> Vec<String> {
    let module = module_of(&file.path);
    let layer = module[0].as_str();
    let Some((_, may_see)) = LAYERS.iter().find(|(name, _)| *name == layer) else {
        return vec![format!("{}:1: `{layer}` is in no layer", file.path)];
    };
    let mut complaints = Vec::new();
    for mention in mentions(&file.text) {
        let complaint = match resolved(&module, &mention) {
            Some(target) => crate_complaint(&module, &target, may_see, contracts),
            None => library_complaint(layer, &mention),
        };
        if let Some(complaint) = complaint {
            let path = mention.segments.join("::");
            complaints.push(format!("{}:{}: {complaint} (`{path}`)", file.path, mention.line));
        }
    }
    complaints
}

fn crate_complaint(module: &[String], target: &[String], may_see: &[&str], contracts: &[String]) -> Option<String> {
    let layer = module[0].as_str();
    let Some(seen) = target.first().filter(|seen| *seen != "*") else {
        return (layer != "lib").then(|| "the whole crate is imported".to_owned());
    };
    if !LAYERS.iter().any(|(name, _)| name == seen) {
        return None;
    }
    if seen != layer && layer != "lib" && !may_see.contains(&seen.as_str()) {
        return Some(format!("`{layer}` may not import `{seen}`"));
    }
    if seen != "contracts" {
        return None;
    }
    let part = target.get(1).map_or("", String::as_str);
    let is_contract = contracts.iter().any(|one| one == part);
    match module.get(1).map(String::as_str) {
        Some("kit") if layer == "contracts" && part != "kit" => {
            Some("what contracts share may not know the contracts".to_owned())
        }
        Some(own) if layer == "contracts" && part != own && !COMMON.contains(&part) => {
            Some(format!("contract `{own}` may not import `contracts::{part}`"))
        }
        _ if matches!(layer, "cli" | "main") && is_contract => {
            Some(format!("`{layer}` may know the list of contracts, not `{part}`"))
        }
        _ => None,
    }
}

fn library_complaint(layer: &str, mention: &Mention) -> Option<String> {
    let name = mention.segments[0].as_str();
    let (_, place) = LIBRARIES.iter().find(|(library, _)| *library == name)?;
    if mention.segments.len() == 1 && !mention.bare {
        return None;
    }
    match place {
        Where::Only(layers) if !layers.contains(&layer) => {
            Some(format!("`{name}` belongs to {} alone", layers.join(", ")))
        }
        Where::Never(layers) if layers.contains(&layer) => Some(format!("`{name}` has no business in `{layer}`")),
        Where::Only(_) | Where::Never(_) => None,
    }
}

/// The names of the contracts' folders.
pub fn contracts() -> Vec<String> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(root().join("src/contracts")).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() && name != "kit" {
            names.push(name);
        }
    }
    names.sort_unstable();
    names
}

#[test]
fn imports_run_one_way() {
    let contracts = contracts();
    let complaints: Vec<String> = files("src").iter().flat_map(|file| check(file, &contracts)).collect();
    assert_none(&complaints);
}

#[test]
fn the_folders_are_those_of_the_list() {
    let mut listed: Vec<&str> = latchkey::contracts::all().map(|contract| contract.ident).collect();
    listed.sort_unstable();
    assert_eq!(contracts(), listed);
}
