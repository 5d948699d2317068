//! The table of exact paths, read from the contracts' own documents: what a document promises is what is dispatched.

use std::collections::HashMap;
use std::sync::Arc;

use poem::http::Method;
use serde::Deserialize;
use serde_json::Value;

use super::error::SiteError;

/// The methods that OpenAPI 3.0 knows, in the order in which `Allow` lists them.
const METHODS: [Method; 8] = [
    Method::GET,
    Method::HEAD,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
    Method::OPTIONS,
    Method::TRACE,
];

/// What the web needs to know of an OpenAPI document.
#[derive(Debug, Deserialize)]
pub struct Document {
    info: Info,
    /// Path items; they may hold other members beside the operations.
    paths: HashMap<String, HashMap<String, Value>>,
}

#[derive(Debug, Deserialize)]
struct Info {
    title: String,
}

impl Document {
    /// Reads a contract's document.
    ///
    /// # Errors
    /// [`SiteError::Document`].
    pub fn parse(contract: &'static str, text: &str) -> Result<Self, SiteError> {
        serde_json::from_str(text).map_err(|cause| SiteError::Document { contract, cause })
    }

    /// Its title.
    pub fn title(&self) -> &str {
        &self.info.title
    }
}

/// What there is at one path.
#[derive(Debug)]
pub struct Operations {
    /// The position of the contract that answers.
    pub contract: usize,
    /// The methods as `Allow` lists them; `HEAD` is where `GET` is (RFC 9110 section 9.3.2).
    pub allow: String,
    /// Methods with operation ids.
    methods: Vec<(Method, Arc<str>)>,
}

impl Operations {
    /// The id of the operation that a method calls.
    pub fn of(&self, method: &Method) -> Option<Arc<str>> {
        let exact = |wanted: &Method| self.methods.iter().find(|(method, _)| method == wanted);
        let found = exact(method).or_else(|| (method == Method::HEAD).then(|| exact(&Method::GET)).flatten());
        found.map(|(_, id)| id.clone())
    }
}

/// All paths of all contracts. They are compared byte for byte: another case, a slash at the end or a percent-encoded
/// letter make another path.
#[derive(Debug, Default)]
pub struct Table(HashMap<String, Operations>);

impl Table {
    /// Puts the paths of all contracts together.
    ///
    /// # Errors
    /// [`SiteError::Parameters`] and [`SiteError::Claimed`].
    pub fn of(contracts: &[(&'static str, &Document)]) -> Result<Self, SiteError> {
        let mut table = Self::default();
        for (index, (contract, document)) in contracts.iter().enumerate() {
            for (path, item) in &document.paths {
                if path.contains('{') {
                    return Err(SiteError::Parameters {
                        contract,
                        path: path.clone(),
                    });
                }
                if let Some(known) = table.0.insert(path.clone(), operations(index, item)) {
                    let first = contracts.get(known.contract).map_or(*contract, |(ident, _)| ident);
                    return Err(SiteError::Claimed {
                        path: path.clone(),
                        first,
                        second: contract,
                    });
                }
            }
        }
        Ok(table)
    }

    /// What there is at this path.
    pub fn at(&self, path: &str) -> Option<&Operations> {
        self.0.get(path)
    }
}

fn operations(contract: usize, item: &HashMap<String, Value>) -> Operations {
    let mut methods = Vec::new();
    for method in METHODS {
        if let Some(operation) = item.get(&method.as_str().to_ascii_lowercase()) {
            // Without an id, which the tests of the documents refuse, the log has no word for the operation.
            let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default();
            methods.push((method, id.into()));
        }
    }
    let has = |method: &Method| methods.iter().any(|(known, _)| known == method);
    let allowed = METHODS
        .iter()
        .filter(|method| has(method) || (*method == Method::HEAD && has(&Method::GET)));
    let allow = allowed.map(Method::as_str).collect::<Vec<_>>().join(", ");
    Operations {
        contract,
        allow,
        methods,
    }
}
