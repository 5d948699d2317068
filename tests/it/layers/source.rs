//! Finds the paths that a file mentions, by `syn`, and the modules that they lead to.

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, ItemMod, ItemUse, Macro, Meta, UseTree, Visibility};

/// A file of the application.
pub struct File {
    pub path: String,
    /// The module that it is; `src/store/mod.rs` is `store`.
    pub module: Vec<String>,
    /// All paths outside tests: `use` trees, flattened, and qualified names.
    pub mentions: Vec<Mention>,
}

/// A path in a file.
pub struct Mention {
    pub line: usize,
    pub segments: Vec<String>,
    /// The name that a `use` gives it.
    pub name: Option<String>,
    /// Whether it is passed on by `pub use`.
    pub exported: bool,
    /// Whether its first word is the name of a library even if nothing follows it: `use x;`, `#[x(…)]`.
    pub bare: bool,
    /// The inline modules around it.
    within: Vec<String>,
}

impl File {
    pub fn parse(path: &str, text: &str) -> Self {
        let inner = path.trim_start_matches("src/").trim_end_matches(".rs");
        let inner = inner.strip_suffix("/mod").unwrap_or(inner);
        let mut collector = Collector::default();
        collector.visit_file(&syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}")));
        Self {
            path: path.to_owned(),
            module: inner.split('/').map(str::to_owned).collect(),
            mentions: collector.mentions,
        }
    }

    /// The layer that it belongs to.
    pub fn layer(&self) -> &str {
        &self.module[0]
    }

    /// Where a path leads within the crate; `None` for one that does not start there.
    pub fn resolve(&self, mention: &Mention) -> Option<Vec<String>> {
        let mut at: Vec<String> = self.module.iter().chain(&mention.within).cloned().collect();
        if matches!(self.layer(), "lib" | "main") {
            at.remove(0);
        }
        let (first, rest) = mention.segments.split_first()?;
        match first.as_str() {
            "crate" => at.clear(),
            "latchkey" if self.layer() == "main" => at.clear(),
            "self" => {}
            "super" => drop(at.pop()),
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
}

#[derive(Default)]
struct Collector {
    within: Vec<String>,
    mentions: Vec<Mention>,
}

impl Collector {
    fn add(&mut self, line: usize, segments: Vec<String>, bare: bool) -> &mut Mention {
        self.mentions.push(Mention {
            line,
            segments,
            name: None,
            exported: false,
            bare,
            within: self.within.clone(),
        });
        self.mentions.last_mut().expect("just added")
    }

    fn add_tree(&mut self, tree: &UseTree, prefix: &[String], exported: bool) {
        let with = |last: String| [prefix, &[last]].concat();
        let line = match tree {
            UseTree::Path(path) => path.ident.span(),
            UseTree::Name(name) => name.ident.span(),
            UseTree::Rename(rename) => rename.ident.span(),
            UseTree::Glob(glob) => glob.star_token.spans[0],
            UseTree::Group(group) => group.brace_token.span.join(),
        };
        let (segments, name) = match tree {
            UseTree::Path(path) => return self.add_tree(&path.tree, &with(path.ident.to_string()), exported),
            UseTree::Group(group) => {
                return group
                    .items
                    .iter()
                    .for_each(|tree| self.add_tree(tree, prefix, exported));
            }
            UseTree::Name(name) if name.ident == "self" => (prefix.to_vec(), prefix.last().cloned()),
            UseTree::Name(name) => (with(name.ident.to_string()), Some(name.ident.to_string())),
            UseTree::Rename(rename) => (with(rename.ident.to_string()), Some(rename.rename.to_string())),
            UseTree::Glob(_) => (with("*".to_owned()), None),
        };
        let mention = self.add(line.start().line, segments, true);
        (mention.name, mention.exported) = (name, exported);
    }

    /// The paths in what only a macro understands.
    fn add_tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let (mut line, mut colons, mut is_member) = (0, 0, false);
        for token in tokens {
            let joins = matches!(&token, TokenTree::Ident(_)) && colons == 2
                || matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ':');
            if !joins && !path.is_empty() {
                self.add(line, std::mem::take(&mut path), false);
            }
            match &token {
                TokenTree::Ident(word) if !is_member => {
                    if path.is_empty() {
                        line = word.span().start().line;
                    }
                    path.push(word.to_string());
                }
                TokenTree::Group(group) => self.add_tokens(group.stream()),
                _ => {}
            }
            let is = |wanted: char| matches!(&token, TokenTree::Punct(punct) if punct.as_char() == wanted);
            colons = if is(':') { colons + 1 } else { 0 };
            is_member = is('.');
        }
        if !path.is_empty() {
            self.add(line, path, false);
        }
    }
}

fn is_test(attributes: &[Attribute]) -> bool {
    let list = |one: &Attribute| {
        one.meta
            .require_list()
            .is_ok_and(|list| list.tokens.to_string() == "test")
    };
    attributes.iter().any(|one| one.path().is_ident("cfg") && list(one))
}

impl<'ast> Visit<'ast> for Collector {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let attributes = match item {
            syn::Item::Mod(item) => &item.attrs[..],
            syn::Item::Use(item) => &item.attrs,
            syn::Item::Fn(item) => &item.attrs,
            syn::Item::Impl(item) => &item.attrs,
            _ => &[],
        };
        if !is_test(attributes) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        self.within.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.within.pop();
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        let exported = !matches!(item.vis, Visibility::Inherited);
        self.add_tree(&item.tree, &[], exported);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let line = path.segments[0].ident.span().start().line;
        let segments = path.segments.iter().map(|segment| segment.ident.to_string());
        self.add(line, segments.collect(), false);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast Macro) {
        self.visit_path(&item.path);
        self.add_tokens(item.tokens.clone());
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        let segments = attribute.path().segments.iter();
        let line = attribute.pound_token.spans[0].start().line;
        self.add(line, segments.map(|one| one.ident.to_string()).collect(), true);
        if let Meta::List(list) = &attribute.meta {
            self.add_tokens(list.tokens.clone());
        }
    }

    /// `pub(super)` imports nothing.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}
}
