//! No operation without tests.
//!
//! The tests of all contracts go through [`OPERATIONS`], which must be what the contracts' documents say. Besides, each
//! operation has tests of its own: the source of its tests must hold a call with its method and its path. What counts
//! as such a call is in [`Requests`]: a path in a comment, in an assertion or in another method's call does not.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use latchkey::contracts::{CONTRACTS, Contract, OWN};
use serde_json::Value;
use syn::visit::{self, Visit};
use syn::{Expr, ExprStruct, FieldValue, Lit, LitStr, Member};

use crate::contracts::operations::OPERATIONS;
use crate::support::login::LOGINS;

/// A method and a path.
type Request = (String, String);

/// Every operation in a contract's document.
fn documented(contract: &Contract) -> BTreeSet<Request> {
    let document: Value = serde_json::from_str(contract.document).expect("a document is JSON");
    let paths = document["paths"].as_object().expect("a document has paths");
    let mut all = BTreeSet::new();
    for (path, item) in paths {
        for method in item.as_object().expect("a path has operations").keys() {
            all.insert((method.to_uppercase(), path.clone()));
        }
    }
    all
}

#[test]
fn every_documented_operation_is_one_that_the_tests_go_through() {
    for contract in &CONTRACTS {
        let own = OPERATIONS.iter().filter(|one| one.contract == contract.ident);
        let listed: Vec<Request> = own.map(|one| (one.method.to_owned(), one.path.to_owned())).collect();
        let distinct: BTreeSet<_> = listed.iter().cloned().collect();
        assert_eq!(
            distinct,
            documented(contract),
            "OPERATIONS and the document of {}",
            contract.ident
        );
        assert_eq!(
            distinct.len(),
            listed.len(),
            "{} has an operation twice",
            contract.ident
        );
    }
    let is_known = |ident| CONTRACTS.iter().any(|contract| contract.ident == ident);
    assert!(OPERATIONS.iter().all(|one| is_known(one.contract)));
}

#[test]
fn every_contract_has_its_login() {
    let idents: Vec<_> = CONTRACTS.iter().map(|contract| contract.ident).collect();
    let logins: Vec<_> = LOGINS.iter().map(|login| login.contract).collect();
    assert_eq!(
        idents, logins,
        "LOGINS says how to log in through each contract, in the order of CONTRACTS"
    );
}

#[test]
fn every_operation_is_requested_by_tests_of_its_own() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let mut missing = Vec::new();
    let of_pages = CONTRACTS
        .iter()
        .map(|contract| (contract, tests.join("seeds").join(format!("{}.rs", contract.ident))));
    let of_folders = CONTRACTS
        .iter()
        .chain(&OWN)
        .map(|contract| (contract, tests.join("contracts").join(contract.ident)));
    // The requests of the admin API are made from its authorization table, which a test compares with the document.
    for (contract, place) in of_pages
        .chain(of_folders)
        .filter(|(contract, _)| contract.ident != "admin")
    {
        let requested = requests(&texts_of(&place));
        for operation in documented(contract).iter().filter(|one| !is_requested(one, &requested)) {
            missing.push(format!("{} {} in {}", operation.0, operation.1, place.display()));
        }
    }
    assert!(
        missing.is_empty(),
        "no test sends these requests:\n{}",
        missing.join("\n")
    );
}

/// Whether one of the requests is of this operation, whose path may have parameters.
fn is_requested((method, path): &Request, requested: &BTreeSet<Request>) -> bool {
    let mut paths = requested
        .iter()
        .filter(|one| one.0 == *method)
        .map(|one| one.1.as_str());
    paths.any(|one| {
        let (mut parts, mut template) = (one.split('/'), path.split('/'));
        one.split('/').count() == path.split('/').count()
            && template.all(|part| parts.next().is_some_and(|given| part == given || part.starts_with('{')))
    })
}

/// The requests that these sources of tests send.
fn requests(texts: &[String]) -> BTreeSet<Request> {
    let files: Vec<_> = texts.iter().map(|text| syn::parse_file(text).expect("Rust")).collect();
    let mut requests = Requests::default();
    // Twice, for a constant may stand below its use or in another file.
    for file in files.iter().chain(&files) {
        requests.visit_file(file);
    }
    requests.found
}

#[derive(Default)]
struct Requests {
    /// The values of constants, and as `NAME.method` the methods of those that are requests.
    constants: BTreeMap<String, String>,
    found: BTreeSet<Request>,
}

impl Requests {
    fn add(&mut self, method: Option<String>, path: Option<&Expr>) {
        if let (Some(method), Some(path)) = (method, path.and_then(|path| self.text(path))) {
            let path = path.split('?').next().unwrap_or_default();
            self.found.insert((method, path.to_owned()));
        }
    }

    fn method(&self, request: &ExprStruct) -> Option<String> {
        let own = field(request, "method").and_then(|method| self.text(method));
        own.or_else(|| match request.rest.as_deref()? {
            Expr::Path(base) => self
                .constants
                .get(&format!("{}.method", base.path.get_ident()?))
                .cloned(),
            _ => None,
        })
    }

    /// The text that an expression is: a literal, a constant, or a format of them.
    fn text(&self, expression: &Expr) -> Option<String> {
        match expression {
            Expr::Lit(literal) => text_of_literal(&literal.lit),
            Expr::Path(path) => self.constants.get(&path.path.get_ident()?.to_string()).cloned(),
            Expr::Reference(reference) => self.text(&reference.expr),
            Expr::Macro(call) if call.mac.path.is_ident("format") => {
                let format: LitStr = call.mac.parse_body().ok()?;
                let insert =
                    |text: String, (name, value): (&String, &String)| text.replace(&format!("{{{name}}}"), value);
                Some(self.constants.iter().fold(format.value(), insert))
            }
            _ => None,
        }
    }
}

fn text_of_literal(literal: &Lit) -> Option<String> {
    match literal {
        Lit::Str(text) => Some(text.value()),
        _ => None,
    }
}

impl<'ast> Visit<'ast> for Requests {
    fn visit_item_const(&mut self, item: &'ast syn::ItemConst) {
        if let Some(text) = self.text(&item.expr) {
            self.constants.insert(item.ident.to_string(), text);
        }
        if let Expr::Struct(request) = &*item.expr
            && let Some(method) = self.method(request)
        {
            self.constants.insert(format!("{}.method", item.ident), method);
        }
        visit::visit_item_const(self, item);
    }

    /// `app.call("DELETE", PATH)`, `app.get(PATH)` and `app.post(PATH, body)`.
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        match call.method.to_string().as_str() {
            "call" => self.add(call.args.first().and_then(|method| self.text(method)), call.args.get(1)),
            "get" => self.add(Some("GET".to_owned()), call.args.first()),
            "post" => self.add(Some("POST".to_owned()), call.args.first()),
            _ => {}
        }
        visit::visit_expr_method_call(self, call);
    }

    /// `Printed { method: "POST", path: PATH, … }`, where `..OTHER` may have the method.
    fn visit_expr_struct(&mut self, request: &'ast ExprStruct) {
        self.add(self.method(request), field(request, "path"));
        visit::visit_expr_struct(self, request);
    }
}

fn field<'a>(expression: &'a ExprStruct, name: &str) -> Option<&'a Expr> {
    let is_named = |one: &&FieldValue| matches!(&one.member, Member::Named(ident) if ident == name);
    expression.fields.iter().find(is_named).map(|one| &one.expr)
}

/// The sources of a file, or of all files in a folder.
fn texts_of(place: &Path) -> Vec<String> {
    match place.read_dir() {
        Ok(entries) => entries
            .flat_map(|entry| texts_of(&entry.expect("an entry").path()))
            .collect(),
        Err(_) => std::fs::read_to_string(place).into_iter().collect(),
    }
}

#[test]
fn only_a_request_with_the_method_and_the_path_counts() {
    let text = r#"
        // app.call("PUT", "/a")
        const A: &str = "/a";
        fn f() {
            assert_eq!(path, "/b");
            app.get(A).send();
            app.call("DELETE", &format!("{A}/{id}"));
            app.post("/c?x=1", body);
            let printed = Printed { path: "/e", ..D };
        }
        const D: Printed = Printed { method: "PUT", path: "/d", body: "" };
    "#;
    let requested = requests(&[text.to_owned()]);
    let of = |method: &str, path: &str| is_requested(&(method.to_owned(), path.to_owned()), &requested);
    assert!(of("GET", "/a") && of("DELETE", "/a/{session}") && of("POST", "/c") && of("PUT", "/d") && of("PUT", "/e"));
    for (method, path) in [
        ("PUT", "/a"),
        ("DELETE", "/a"),
        ("GET", "/a/{session}"),
        ("GET", "/b"),
        ("GET", "/c"),
    ] {
        assert!(!of(method, path), "{method} {path}");
    }
}
