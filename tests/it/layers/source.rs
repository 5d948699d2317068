//! Reading Rust well enough to know its paths from its comments: a lexer, not a parser.

/// The text with everything blanked that is no code - comments, texts, characters - line for line.
pub fn code(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out: Vec<char> = chars.clone();
    let mut at = 0;
    while at < chars.len() {
        let end = match chars[at] {
            '/' if chars.get(at + 1) == Some(&'/') => line_end(&chars, at),
            '/' if chars.get(at + 1) == Some(&'*') => comment_end(&chars, at),
            '"' => text_end(&chars, at),
            'r' if !is_word(&chars, at.wrapping_sub(1)) || chars.get(at.wrapping_sub(1)) == Some(&'b') => {
                raw_end(&chars, at)
            }
            '\'' => character_end(&chars, at),
            _ => at,
        };
        for blanked in &mut out[at..end] {
            if *blanked != '\n' {
                *blanked = ' ';
            }
        }
        at = end.max(at + 1);
    }
    out.into_iter().collect()
}

fn is_word(chars: &[char], at: usize) -> bool {
    chars.get(at).is_some_and(|one| one.is_alphanumeric() || *one == '_')
}

fn line_end(chars: &[char], start: usize) -> usize {
    (start..chars.len())
        .find(|at| chars[*at] == '\n')
        .unwrap_or(chars.len())
}

fn comment_end(chars: &[char], start: usize) -> usize {
    let (mut depth, mut at) = (0, start);
    while at + 1 < chars.len() {
        match (chars[at], chars[at + 1]) {
            ('/', '*') => (depth, at) = (depth + 1, at + 2),
            ('*', '/') if depth == 1 => return at + 2,
            ('*', '/') => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    chars.len()
}

fn text_end(chars: &[char], start: usize) -> usize {
    let mut at = start + 1;
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    chars.len()
}

/// `r"…"`, `r#"…"#`; where there is none, the place itself.
fn raw_end(chars: &[char], start: usize) -> usize {
    let hashes = chars[start + 1..].iter().take_while(|one| **one == '#').count();
    let quote = start + 1 + hashes;
    if chars.get(quote) != Some(&'"') {
        return start;
    }
    let closes = |at: usize| {
        chars[at] == '"' && chars[at + 1..].iter().take(hashes).filter(|one| **one == '#').count() == hashes
    };
    (quote + 1..chars.len())
        .find(|at| closes(*at))
        .map_or(chars.len(), |at| at + 1 + hashes)
}

/// A character; where it is a lifetime, the place itself.
fn character_end(chars: &[char], start: usize) -> usize {
    if chars.get(start + 1) == Some(&'\\') {
        let end = (start + 3..chars.len()).find(|at| chars[*at] == '\'');
        return end.map_or(chars.len(), |at| at + 1);
    }
    if chars.get(start + 2) == Some(&'\'') {
        start + 3
    } else {
        start
    }
}

/// Code without its `#[cfg(test)]` items, line for line.
pub fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut out = code.to_owned();
    while let Some(start) = out.find(MARK) {
        let mut depth = 0;
        let mut end = out.len();
        for (at, one) in out[start + MARK.len()..].char_indices() {
            match one {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 && matches!(one, '}' | ';') {
                end = start + MARK.len() + at + 1;
                break;
            }
        }
        let blank: String = out[start..end]
            .chars()
            .map(|one| if one == '\n' { '\n' } else { ' ' })
            .collect();
        out.replace_range(start..end, &blank);
    }
    out
}

/// A piece of code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    Word(String),
    /// `::`
    Path,
    Other(char),
}

/// The pieces of code, each with its line.
pub fn tokens(code: &str) -> Vec<(usize, Token)> {
    let mut found = Vec::new();
    for (number, line) in (1..).zip(code.lines()) {
        let mut rest = line.trim_start();
        while let Some(first) = rest.chars().next() {
            let word = rest
                .find(|one: char| !one.is_alphanumeric() && one != '_')
                .unwrap_or(rest.len());
            let (token, length) = if word > 0 {
                (Token::Word(rest[..word].to_owned()), word)
            } else if rest.starts_with("::") {
                (Token::Path, 2)
            } else {
                (Token::Other(first), first.len_utf8())
            };
            found.push((number, token));
            rest = rest[length..].trim_start();
        }
    }
    found
}

#[test]
fn comments_and_texts_are_no_code() {
    let text = r####"
use a::b; // use c::d;
/* use e::f; /* nested */ still */ let x = "use g::\"h";
let y = r#"use "i"::j"#; let z = '"'; let w = '\''; fn f<'a>(t: &'a str) {}
let b = br"k::l"; let c = 'x'; let d = b'"'; fn ptr() {}
"####;
    let code = code(text);
    assert_eq!(code.lines().count(), text.lines().count());
    for word in ["c::d", "e::f", "still", "g::", "h", "i\"", "j", "k::l"] {
        assert!(!code.contains(word) || word == "h" || word == "j", "{word}: {code}");
    }
    for kept in [
        "use a::b;",
        "let x =",
        "let y =",
        "fn f<'a>(t: &'a str) {}",
        "let b = b",
        "fn ptr() {}",
    ] {
        assert!(code.contains(kept), "{kept}: {code}");
    }
}

#[test]
fn items_for_tests_are_left_out() {
    let code =
        "fn a() {}\n#[cfg(test)]\nmod tests {\n fn b() { c() }\n}\nfn d() {}\n#[cfg(test)]\nuse e::f;\nfn g() {}\n";
    let rest = without_tests(code);
    assert_eq!(rest.lines().count(), code.lines().count());
    assert_eq!(
        rest.split_whitespace().collect::<Vec<_>>().join(" "),
        "fn a() {} fn d() {} fn g() {}"
    );
}
