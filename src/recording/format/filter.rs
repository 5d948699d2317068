//! Which exchanges of a recording are meant: a browser also records what its pages load from elsewhere.

use crate::recording::exchange::{Recorded, RecordedRequest};

/// What was read.
#[derive(Debug)]
pub struct Read {
    /// The exchanges that the filter lets through, in the order of the file.
    pub exchanges: Vec<Recorded>,
    /// How many others there are.
    pub left_out: usize,
}

/// Which exchanges are meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// How their addresses begin: a path such as `/api/`, or with the host, `https://old.example.com/api/`. With none,
    /// those to the host of the first one are meant.
    pub only: Vec<String>,
}

impl Filter {
    /// The exchanges that are meant, and the number of the others.
    pub(super) fn apply(&self, mut exchanges: Vec<Recorded>) -> Read {
        let all = exchanges.len();
        let first = exchanges.first().and_then(|first| first.request.origin.clone());
        exchanges.retain(|one| match self.only[..] {
            [] => one.request.origin == first,
            [..] => self.only.iter().any(|prefix| begins(&one.request, prefix)),
        });
        Read {
            left_out: all - exchanges.len(),
            exchanges,
        }
    }
}

fn begins(request: &RecordedRequest, prefix: &str) -> bool {
    match (prefix.starts_with('/'), &request.origin) {
        (true, _) => request.target.starts_with(prefix),
        (false, Some(origin)) => format!("{origin}{}", request.target).starts_with(prefix),
        (false, None) => false,
    }
}

#[cfg(test)]
mod tests {
    use poem::http::{HeaderMap, Method};

    use super::*;
    use crate::recording::Body;

    fn to(origin: Option<&str>, target: &str) -> Recorded {
        Recorded {
            started_at: None,
            took: None,
            request: RecordedRequest {
                method: Method::GET,
                origin: origin.map(str::to_owned),
                target: target.to_owned(),
                headers: HeaderMap::new(),
                body: Body::NONE,
            },
            answer: None,
        }
    }

    #[test]
    fn requests_to_other_hosts_and_paths_are_left_out() {
        let (api, other) = (Some("https://api.example"), Some("https://cdn.example"));
        let all = || {
            vec![
                to(api, "/"),
                to(other, "/a.js"),
                to(api, "/api/login"),
                to(other, "/api/x"),
            ]
        };
        let kept = |only: &[&str]| {
            let only = only.iter().map(|&prefix| prefix.to_owned()).collect();
            let read = Filter { only }.apply(all());
            let targets = read.exchanges.into_iter().map(|one| one.request.target);
            (targets.collect::<Vec<_>>().join(" "), read.left_out)
        };
        assert_eq!(kept(&[]), ("/ /api/login".to_owned(), 2));
        assert_eq!(kept(&["/api/"]), ("/api/login /api/x".to_owned(), 2));
        assert_eq!(
            kept(&["https://api.example/api/", "/a.js"]),
            ("/a.js /api/login".to_owned(), 2)
        );
        assert_eq!(kept(&["https://none.example"]), (String::new(), 4));
        let nowhere = Filter::default().apply(vec![to(None, "/a"), to(None, "/b")]);
        assert_eq!((nowhere.exchanges.len(), nowhere.left_out), (2, 0));
    }
}
