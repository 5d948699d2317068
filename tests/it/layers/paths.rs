//! Finding the paths in a file, and where they lead.

use super::source::{Token, code, tokens, without_tests};

/// A path as it stands in the source.
pub struct Mention {
    pub line: usize,
    /// The inline modules that it stands in.
    within: Vec<String>,
    pub segments: Vec<String>,
    /// Whether it stands where a single word can be a library: in `use x;` or `#[x(…)]`.
    pub bare: bool,
}

/// All paths of a file: `use` trees, flattened, and qualified names.
pub fn mentions(text: &str) -> Vec<Mention> {
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
pub fn module_of(path: &str) -> Vec<String> {
    let inner = path.strip_prefix("src/").unwrap_or(path).trim_end_matches(".rs");
    let inner = inner.strip_suffix("/mod").unwrap_or(inner);
    inner.split('/').map(str::to_owned).collect()
}

/// Where a path leads within the crate; `None` where it leads out of it, or nowhere that concerns us.
pub fn resolved(module: &[String], mention: &Mention) -> Option<Vec<String>> {
    let mut at: Vec<String> = module.iter().chain(&mention.within).cloned().collect();
    if matches!(module[0].as_str(), "lib" | "main") {
        at.remove(0);
    }
    let (first, rest) = mention.segments.split_first()?;
    match first.as_str() {
        "crate" => at.clear(),
        "latchkey" if module[0] == "main" => at.clear(),
        "self" => {}
        "super" => {
            at.pop();
        }
        _ => return None,
    }
    for segment in rest {
        if segment == "super" {
            at.pop();
        } else {
            at.push(segment.clone());
        }
    }
    Some(at)
}
