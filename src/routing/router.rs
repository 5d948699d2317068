//! The router.

use std::borrow::Cow;
use std::collections::HashMap;

use super::methods::Methods;
use super::path::{Template, canonical};
use super::route::Route;

/// Why a route cannot be added.
#[derive(Debug, thiserror::Error)]
pub enum RouteError<O> {
    /// The path has several parameters, or one that is only part of a segment.
    #[error("unsupported path parameters")]
    Parameters,
    /// The path is somebody else's.
    #[error("the path is taken")]
    Taken(O),
}

/// All routes, with their owners.
pub struct Router<O> {
    exact: HashMap<String, Methods<O>>,
    /// Tried one after the other where no exact path matches.
    templates: Vec<(Template, Methods<O>)>,
    /// The exact paths that match in any letter case, by their lower case.
    any_case: HashMap<String, String>,
    /// How many routes there are.
    count: usize,
}

/// The routes at a path, and the path as the routes have it.
pub type Found<'r, 'p, O> = (&'r Methods<O>, Cow<'p, str>);

impl<O> Default for Router<O> {
    fn default() -> Self {
        Self {
            exact: HashMap::new(),
            templates: Vec::new(),
            any_case: HashMap::new(),
            count: 0,
        }
    }
}

impl<O: Copy + PartialEq> Router<O> {
    /// Adds a route, and gives it the next number. All routes of a path have one owner.
    ///
    /// # Errors
    /// [`RouteError`].
    pub fn add(&mut self, owner: O, mut route: Route) -> Result<(), RouteError<O>> {
        route.number = self.count;
        let methods = if Template::is_template(&route.path) {
            let template = Template::parse(&route.path).ok_or(RouteError::Parameters)?;
            match self.templates.iter().position(|(known, _)| *known == template) {
                Some(index) => self.templates.get_mut(index),
                None => {
                    self.templates.push((template, Methods::new(owner)));
                    self.templates.last_mut()
                }
            }
            .map(|(_, methods)| methods)
        } else {
            let path = self.exact.entry(route.path.clone());
            Some(path.or_insert_with(|| Methods::new(owner)))
        };
        match methods {
            Some(methods) if methods.owner == owner => {
                methods.add(route);
                self.count += 1;
            }
            Some(methods) => return Err(RouteError::Taken(methods.owner)),
            None => {}
        }
        Ok(())
    }

    /// Makes a route's path match in any letter case, as ASP.NET's routing does.
    pub fn ignore_case(&mut self, path: &str) {
        self.any_case.insert(path.to_ascii_lowercase(), path.to_owned());
    }

    /// The routes at a path, as it is written, or else as it is meant.
    ///
    /// A slash at the end and percent-encoded characters that need no encoding (RFC 3986 section 2.3) name the same path.
    /// Letters of another case name another one, unless its route ignores them.
    pub fn at<'p>(&self, path: &'p str) -> Option<Found<'_, 'p, O>> {
        let as_written = self.exactly(path).map(|methods| (methods, Cow::Borrowed(path)));
        as_written.or_else(|| {
            let meant = canonical(path);
            let methods = self.exactly(&meant);
            methods.map(|methods| (methods, Cow::Owned(meant.clone()))).or_else(|| {
                let path = self.any_case.get(&meant.to_ascii_lowercase())?;
                Some((self.exactly(path)?, Cow::Owned(path.clone())))
            })
        })
    }

    /// An exact path goes before a template.
    fn exactly(&self, path: &str) -> Option<&Methods<O>> {
        self.exact.get(path).or_else(|| {
            let found = self.templates.iter().find(|(template, _)| template.matches(path));
            found.map(|(_, methods)| methods)
        })
    }
}
