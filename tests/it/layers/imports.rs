//! Imports run one way: `main, cli -> app -> contracts, web -> identity -> store -> model`.

mod on_snippets;

use super::source::{Token, code, tokens, without_tests};
use super::{File, assert_lines, assert_none, files, root};

/// Each part of the crate, and the other parts that it may import.
const LAYERS: [(&str, &[&str]); 10] = [
    ("model", &[]),
    ("store", &["model"]),
    ("identity", &["store", "model"]),
    ("contracts", &["identity", "model"]),
    ("web", &["identity", "model"]),
    ("config", &[]),
    ("app", &["config", "contracts", "identity", "model", "store", "web"]),
    ("cli", &["app", "config", "contracts", "identity", "model"]),
    ("main", &["app", "cli", "config", "contracts", "identity", "model"]),
    ("lib", &[]),
];

/// Each library that is not for everybody: where alone it may be imported, or where never.
const LIBRARIES: [(&str, Where); 11] = [
    ("sea_orm", Where::Only(&["store"])),
    ("sea_orm_migration", Where::Only(&["store"])),
    ("sea_query", Where::Only(&["store"])),
    ("sqlx", Where::Only(&["store"])),
    ("jsonwebtoken", Where::Only(&["identity"])),
    ("bcrypt", Where::Only(&["identity"])),
    ("poem", Where::Never(&["identity", "store", "model", "config"])),
    ("poem_openapi", Where::Never(&["identity", "store", "model", "config"])),
    ("serde", Where::Never(&["model"])),
    ("serde_json", Where::Never(&["model"])),
    ("utoipa_swagger_ui", Where::Only(&["web"])),
];

enum Where {
    Only(&'static [&'static str]),
    Never(&'static [&'static str]),
}

/// What a contract may import of what all contracts have in common.
const COMMON: [&str; 3] = ["shared", "Contract", "Rules"];

/// A path as it stands in the source.
struct Mention {
    line: usize,
    /// The inline modules that it stands in.
    within: Vec<String>,
    segments: Vec<String>,
    /// Whether it stands where a single word can be a library: in `use x;` or `#[x(…)]`.
    bare: bool,
}

/// All paths of a file: `use` trees, flattened, and qualified names.
fn mentions(text: &str) -> Vec<Mention> {
    let tokens = tokens(&without_tests(&code(text)));
    let mut found = Vec::new();
    let (mut depth, mut modules) = (0, Vec::<(usize, String)>::new());
    let mut at = 0;
    while let Some((line, token)) = tokens.get(at) {
        let before = at.checked_sub(1).and_then(|at| tokens.get(at)).map(|(_, token)| token);
        match token {
            Token::Word(word) if word == "mod" && tokens.get(at + 2).is_some_and(|one| one.1 == Token::Other('{')) => {
                if let Token::Word(name) = &tokens[at + 1].1 {
                    modules.push((depth, name.clone()));
                }
                at += 1;
            }
            Token::Word(_) if !matches!(before, Some(Token::Path | Token::Other('.'))) => {
                let bare = matches!(before, Some(Token::Word(word)) if word == "use" || word == "crate")
                    || matches!(before, Some(Token::Other('[')));
                let mut paths = Vec::new();
                at = tree(&tokens, at, &mut Vec::new(), &mut paths);
                let within: Vec<String> = modules.iter().map(|(_, name)| name.clone()).collect();
                found.extend(paths.into_iter().map(|segments| Mention {
                    line: *line,
                    within: within.clone(),
                    segments,
                    bare,
                }));
                continue;
            }
            Token::Other('{') => depth += 1,
            Token::Other('}') => {
                depth -= 1;
                modules.retain(|(opened, _)| *opened < depth);
            }
            Token::Word(_) | Token::Path | Token::Other(_) => {}
        }
        at += 1;
    }
    found
}

/// Reads one path, with the branches of a `use` tree, from here on. Returns where it ends.
fn tree(tokens: &[(usize, Token)], mut at: usize, prefix: &mut Vec<String>, found: &mut Vec<Vec<String>>) -> usize {
    let length = prefix.len();
    loop {
        match tokens.get(at).map(|(_, token)| token) {
            Some(Token::Word(word)) => prefix.push(word.clone()),
            Some(Token::Other('*')) if length < prefix.len() || length > 0 => prefix.push("*".to_owned()),
            Some(Token::Other('{')) => {
                at += 1;
                while tokens.get(at).is_some_and(|(_, token)| *token != Token::Other('}')) {
                    at = match &tokens[at].1 {
                        Token::Other(',') => at + 1,
                        _ => tree(tokens, at, prefix, found).max(at + 1),
                    };
                }
                prefix.truncate(length);
                return at + 1;
            }
            _ => break,
        }
        at += 1;
        let goes_on = tokens.get(at).is_some_and(|(_, token)| *token == Token::Path)
            && tokens
                .get(at + 1)
                .is_some_and(|(_, token)| !matches!(token, Token::Other('<')));
        if !goes_on {
            break;
        }
        at += 1;
    }
    if prefix.len() > length {
        found.push(prefix.clone());
    }
    prefix.truncate(length);
    // `as name` is no path of its own.
    if tokens
        .get(at)
        .is_some_and(|(_, token)| *token == Token::Word("as".to_owned()))
    {
        at += 2;
    }
    at
}

/// The module that a file is.
fn module_of(path: &str) -> Vec<String> {
    let inner = path.strip_prefix("src/").unwrap_or(path).trim_end_matches(".rs");
    let inner = inner.strip_suffix("/mod").unwrap_or(inner);
    inner.split('/').map(str::to_owned).collect()
}

/// Where a path leads within the crate; `None` where it leads out of it, or nowhere that concerns us.
fn resolved(module: &[String], mention: &Mention) -> Option<Vec<String>> {
    let mut at: Vec<String> = module.iter().chain(&mention.within).cloned().collect();
    if matches!(module[0].as_str(), "lib" | "main") {
        at.remove(0);
    }
    let mut segments = mention.segments.iter();
    match mention.segments[0].as_str() {
        "crate" => at.clear(),
        "latchkey" if module[0] == "main" => at.clear(),
        "self" | "super" => {
            let supers = mention
                .segments
                .iter()
                .take_while(|one| matches!(one.as_str(), "self" | "super"));
            for one in supers {
                if one == "super" {
                    at.pop();
                }
            }
            return Some(
                at.into_iter()
                    .chain(
                        segments
                            .skip_while(|one| matches!(one.as_str(), "self" | "super"))
                            .cloned(),
                    )
                    .collect(),
            );
        }
        _ => return None,
    }
    segments.next();
    Some(segments.cloned().collect())
}

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
        Some("shared") if layer == "contracts" && part != "shared" => {
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
        if entry.path().is_dir() && name != "shared" {
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
    let mut listed: Vec<&str> = latchkey::contracts::CONTRACTS
        .iter()
        .map(|contract| contract.ident)
        .collect();
    listed.sort_unstable();
    assert_eq!(contracts(), listed);
}
