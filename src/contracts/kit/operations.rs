//! The operations of a contract, ready to be called.
//!
//! What poem-openapi makes of handlers is called here straight away: by a path that is compared whole and a method, as
//! the site's table finds a contract. The framework's own router, which also takes paths with parameters apart, hands a
//! request through six endpoints in boxes, each of which moves it; it is asked for those paths only.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use poem::endpoint::{BoxEndpoint, DynEndpoint};
use poem::http::Method;
use poem::{Endpoint, EndpointExt, Request, Response, Result, Route, RouteMethod};
use poem_openapi::OpenApi;
// Where its own endpoint leaves the query for the parameters of handlers. They fail without it.
use poem_openapi::__private::UrlQuery;

use super::error_response::{ErrorFormat, answer, answer_error};
use super::failure::Failure;

type Methods = HashMap<Method, BoxEndpoint<'static>>;

/// The operations of a contract, ready to be called; whatever goes wrong is said in its words.
pub fn endpoint<V: ErrorFormat>(api: impl OpenApi) -> BoxEndpoint<'static, Response> {
    Operations::<V>::of(api).boxed()
}

struct Operations<V> {
    exact: HashMap<String, Methods>,
    others: Route,
    voice: PhantomData<fn() -> V>,
}

impl<V: ErrorFormat> Operations<V> {
    fn of(api: impl OpenApi) -> Self {
        let mut all = HashMap::new();
        api.add_routes(&mut all);
        let (exact, with_parameters): (HashMap<_, _>, HashMap<_, _>) = all
            .into_iter()
            .partition(|(path, _): &(String, Methods)| !path.contains([':', '*', '<']));
        let others = with_parameters
            .into_iter()
            .fold(Route::new(), |route, (path, methods)| {
                let methods = methods.into_iter();
                route.at(
                    path,
                    methods.fold(RouteMethod::new(), |all, (method, operation)| {
                        all.method(method, operation)
                    }),
                )
            });
        Self {
            exact,
            others,
            voice: PhantomData,
        }
    }

    async fn ask(&self, mut request: Request) -> Result<Response> {
        let query = match request.uri().query() {
            Some(_) => request.params().unwrap_or_default(),
            None => Vec::new(),
        };
        request.set_data(UrlQuery(query));
        match self.exact.get(request.uri().path()) {
            Some(methods) => match operation(methods, request.method()) {
                Some(operation) => DynEndpoint::call(operation.as_ref(), request).await,
                None => Err(poem::error::MethodNotAllowedError.into()),
            },
            None => Box::pin(self.others.call(request)).await,
        }
    }
}

/// Where there is no operation of its own for `HEAD`, it is that of `GET` (RFC 9110 section 9.3.2).
fn operation<'m>(methods: &'m Methods, method: &Method) -> Option<&'m BoxEndpoint<'static>> {
    let got = || (method == Method::HEAD).then(|| methods.get(&Method::GET)).flatten();
    methods.get(method).or_else(got)
}

impl<V: ErrorFormat> Endpoint for Operations<V> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        Ok(match AssertUnwindSafe(self.ask(request)).catch_unwind().await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => answer_error::<V>(error),
            Err(_) => answer::<V>(&Failure::Panicked),
        })
    }
}
