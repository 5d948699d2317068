//! The table of paths, read from the contracts' own documents: what a document promises is what is dispatched.

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
    #[serde(default)]
    description: String,
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

    /// What it says of the contract as a whole.
    pub fn description(&self) -> &str {
        &self.info.description
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
pub struct Table {
    exact: HashMap<String, Operations>,
    /// Looked at where no exact path fits.
    templates: Vec<Template>,
}

/// A path with one segment that stands for any: `/sessions/{id}`.
#[derive(Debug)]
struct Template {
    before: String,
    after: String,
    operations: Operations,
}

impl Template {
    fn fits(&self, path: &str) -> bool {
        let segment = path
            .strip_prefix(self.before.as_str())
            .and_then(|rest| rest.strip_suffix(self.after.as_str()));
        segment.is_some_and(|segment| !segment.is_empty() && !segment.contains('/'))
    }
}

impl Table {
    /// Puts the paths of all contracts together.
    ///
    /// # Errors
    /// [`SiteError::Parameters`] and [`SiteError::Claimed`].
    pub fn of(contracts: &[(&'static str, &Document)]) -> Result<Self, SiteError> {
        let mut table = Self::default();
        for (index, (contract, document)) in contracts.iter().enumerate() {
            for (path, item) in &document.paths {
                let known = table.add(contract, path, operations(index, item))?;
                if let Some(known) = known {
                    let first = contracts.get(known).map_or(*contract, |(ident, _)| ident);
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

    /// Adds a path. Returns the position of the contract that has it already.
    fn add(&mut self, contract: &'static str, path: &str, operations: Operations) -> Result<Option<usize>, SiteError> {
        if !path.contains(['{', '}']) {
            let known = self.exact.insert(path.to_owned(), operations);
            return Ok(known.map(|known| known.contract));
        }
        let (before, after) = around_parameter(path).ok_or_else(|| SiteError::Parameters {
            contract,
            path: path.to_owned(),
        })?;
        let mut all = self.templates.iter();
        if let Some(known) = all.find(|known| known.before == before && known.after == after) {
            return Ok(Some(known.operations.contract));
        }
        self.templates.push(Template {
            before: before.to_owned(),
            after: after.to_owned(),
            operations,
        });
        Ok(None)
    }

    /// What there is at this path. An exact path goes before one with a parameter.
    pub fn at(&self, path: &str) -> Option<&Operations> {
        self.exact.get(path).or_else(|| {
            let found = self.templates.iter().find(|template| template.fits(path));
            found.map(|template| &template.operations)
        })
    }
}

/// What stands before and behind the one parameter of a path, which is a whole segment.
fn around_parameter(path: &str) -> Option<(&str, &str)> {
    let (before, rest) = path.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    let is_one = !name.is_empty() && !name.contains(['{', '/']) && !after.contains(['{', '}']);
    let is_whole = before.ends_with('/') && !before.contains('}') && (after.is_empty() || after.starts_with('/'));
    (is_one && is_whole).then_some((before, after))
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
