//! temporary
use crate::identity::{Identity, Random};
use poem::endpoint::BoxEndpoint;
use poem::{Endpoint, EndpointExt, Request, Response};
use std::collections::HashMap;
use std::sync::Arc;
pub struct Mounted {
    pub ident: &'static str,
    pub owns_paths_below: Option<&'static str>,
    pub document: String,
    pub endpoint: BoxEndpoint<'static, Response>,
    pub not_found: Box<dyn Fn() -> Response + Send + Sync>,
    pub method_not_allowed: Box<dyn Fn(&str) -> Response + Send + Sync>,
}
pub struct Site {
    pub identity: Identity,
    pub contracts: Vec<Mounted>,
    pub docs: bool,
    pub https: bool,
    pub random: Arc<dyn Random>,
    pub portal_enabled: bool,
}
pub fn site(site: Site) -> BoxEndpoint<'static, Response> {
    let mut table: HashMap<String, (usize, Vec<String>)> = HashMap::new();
    for (i, c) in site.contracts.iter().enumerate() {
        let d: serde_json::Value = serde_json::from_str(&c.document).unwrap_or_default();
        for (p, ops) in d["paths"].as_object().into_iter().flatten() {
            table.insert(
                p.clone(),
                (
                    i,
                    ops.as_object()
                        .into_iter()
                        .flatten()
                        .map(|(m, _)| m.to_uppercase())
                        .collect(),
                ),
            );
        }
    }
    let identity = site.identity.clone();
    let site = Arc::new(site);
    let table = Arc::new(table);
    poem::endpoint::make(move |mut req: Request| {
        let site = site.clone();
        let table = table.clone();
        async move {
            req.set_data(crate::model::Origin {
                address: std::net::IpAddr::from([127, 0, 0, 1]),
                user_agent: None,
            });
            let path = req.uri().path().to_owned();
            Ok::<_, poem::Error>(match table.get(&path) {
                Some((i, ms)) if ms.contains(&req.method().to_string()) => {
                    site.contracts[*i].endpoint.get_response(req).await
                }
                Some((i, ms)) => (site.contracts[*i].method_not_allowed)(&ms.join(", ")),
                None => match site
                    .contracts
                    .iter()
                    .find(|c| c.owns_paths_below.is_some_and(|p| path.starts_with(p)))
                {
                    Some(c) => (c.not_found)(),
                    None => Response::builder().status(poem::http::StatusCode::NOT_FOUND).finish(),
                },
            })
        }
    })
    .data(identity)
    .map_to_response()
    .boxed()
}
