//! Path templates, as OpenAPI writes them: `/sessions/{id}/end`.

/// A path with one parameter, which is a whole segment.
#[derive(Debug, PartialEq, Eq)]
pub struct Template {
    before: String,
    after: String,
}

impl Template {
    /// Whether a path has parameters, or looks as if it did.
    pub fn is_template(path: &str) -> bool {
        path.contains(['{', '}'])
    }

    /// Parses a path with a parameter; `None` when it has several, or one that is only part of a segment.
    pub fn parse(path: &str) -> Option<Self> {
        let (before, rest) = path.split_once('{')?;
        let (name, after) = rest.split_once('}')?;
        let is_only_one = !name.is_empty() && !name.contains(['{', '/']) && !Self::is_template(after);
        let is_segment = before.ends_with('/') && !before.contains('}') && (after.is_empty() || after.starts_with('/'));
        (is_only_one && is_segment).then(|| Self {
            before: before.to_owned(),
            after: after.to_owned(),
        })
    }

    /// Whether a path fits: anything but a slash may stand for the parameter.
    pub fn matches(&self, path: &str) -> bool {
        let segment = path
            .strip_prefix(self.before.as_str())
            .and_then(|rest| rest.strip_suffix(self.after.as_str()));
        segment.is_some_and(|segment| !segment.is_empty() && !segment.contains('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::Template;

    #[test]
    fn a_parameter_is_one_segment_that_is_not_empty() {
        let template = Template::parse("/sessions/{id}/end").unwrap();
        for (path, matches) in [
            ("/sessions/1/end", true),
            ("/sessions/%2F/end", true),
            ("/sessions//end", false),
            ("/sessions/end", false),
            ("/sessions/1/2/end", false),
            ("/sessions/1/end/", false),
            ("/Sessions/1/end", false),
        ] {
            assert_eq!(template.matches(path), matches, "{path}");
        }
    }
}
