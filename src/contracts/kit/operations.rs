//! The operations of a contract, as routes.
//!
//! poem-openapi makes an endpoint of each handler. The site's router calls it directly, without the router that the
//! framework would put in between.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use poem::endpoint::{BoxEndpoint, DynEndpoint};
use poem::{Endpoint, Request, Response, Result};
use poem_openapi::OpenApi;
// Where its own endpoint leaves the query for the parameters of handlers. They fail without it.
use poem_openapi::__private::UrlQuery;
use poem_openapi::registry::{MetaOperation, MetaPath};

use super::error_response::{ContractError, answer_error, answer_failure};
use super::failure::Failure;
use crate::routing::{Route, Routes, poem_path};

/// The operations of a contract. Their errors are in its error format.
pub fn endpoint<E: ContractError>(api: impl OpenApi) -> Routes {
    let paths = paths(&api);
    let mut endpoints = HashMap::new();
    api.add_routes(&mut endpoints);
    let mut routes = Vec::new();
    for MetaPath { path, operations } in paths {
        let mut methods = endpoints.remove(&poem_path(&path)).unwrap_or_default();
        for MetaOperation {
            method, operation_id, ..
        } in operations
        {
            if let Some(endpoint) = methods.remove(&method) {
                let operation = Operation::<E> {
                    endpoint,
                    format: PhantomData,
                };
                routes.push(Route::new(
                    method,
                    path.clone(),
                    operation_id.unwrap_or_default(),
                    operation,
                ));
            }
        }
    }
    Routes(routes)
}

fn paths<A: OpenApi>(_: &A) -> impl Iterator<Item = MetaPath> + use<A> {
    A::meta().into_iter().flat_map(|api| api.paths)
}

/// An operation with its contract's error format.
struct Operation<E> {
    endpoint: BoxEndpoint<'static>,
    format: PhantomData<fn() -> E>,
}

impl<E: ContractError> Endpoint for Operation<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> Result<Response> {
        let query = match request.uri().query() {
            Some(_) => request.params().unwrap_or_default(),
            None => Vec::new(),
        };
        request.set_data(UrlQuery(query));
        let response = DynEndpoint::call(self.endpoint.as_ref(), request);
        Ok(match AssertUnwindSafe(response).catch_unwind().await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => answer_error::<E>(error),
            Err(_) => answer_failure::<E>(Failure::Panicked),
        })
    }
}
