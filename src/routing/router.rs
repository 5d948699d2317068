//! The router.

use std::collections::HashMap;

use super::methods::Methods;
use super::path::Template;
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
}

impl<O> Default for Router<O> {
    fn default() -> Self {
        Self {
            exact: HashMap::new(),
            templates: Vec::new(),
        }
    }
}

impl<O: Copy + PartialEq> Router<O> {
    /// Adds a route. All routes of a path have one owner.
    ///
    /// # Errors
    /// [`RouteError`].
    pub fn add(&mut self, owner: O, route: Route) -> Result<(), RouteError<O>> {
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
            Some(methods) if methods.owner == owner => methods.add(route),
            Some(methods) => return Err(RouteError::Taken(methods.owner)),
            None => {}
        }
        Ok(())
    }

    /// The routes at a path. An exact path goes before a template.
    ///
    /// Paths are compared byte for byte: another case, a slash at the end or a percent-encoded letter make another path.
    pub fn at(&self, path: &str) -> Option<&Methods<O>> {
        self.exact.get(path).or_else(|| {
            let found = self.templates.iter().find(|(template, _)| template.matches(path));
            found.map(|(_, methods)| methods)
        })
    }
}
