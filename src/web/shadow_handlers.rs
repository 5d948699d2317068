//! The handlers as mode `shadow` asks them.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use poem::endpoint::DynEndpoint;
use poem::{Request, Response};

use super::dispatch::{Dispatch, Handler, Selection, response_of, rewrite};
use super::shadow::Handlers;
use crate::auth::AuthService;

impl Handlers for Dispatch {
    fn answer<'a>(&'a self, auth: &'a AuthService, mut request: Request) -> BoxFuture<'a, Response> {
        let answer = async move {
            request.set_data(auth.clone());
            let Selection {
                handler, meant, finish, ..
            } = self.select(&mut request);
            if let Some(path) = &meant {
                rewrite(&mut request, path);
            }
            finish.apply(match handler {
                Handler::Endpoint(endpoint) => {
                    response_of(auth.serve(DynEndpoint::call(endpoint.as_ref(), request)).await)
                }
                Handler::Response(response) => response,
            })
        };
        answer.boxed()
    }
}
