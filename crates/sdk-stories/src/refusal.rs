//! Refused requests.

/// The status and the body of the response to a refused call, as the client's package reads it. Panics when the call
/// succeeds.
///
/// It is a macro because each client has its own `Error`.
macro_rules! refusal {
    ($client:ident, $call:expr, $body:ty) => {
        match $call.await {
            Err(error) => match $client::errors::api_error::<$body, _>(&error) {
                Some(answer) => (answer.status, answer.body),
                None => panic!("this is no response of the API: {error:?}"),
            },
            Ok(answer) => panic!("the request succeeded: {answer:?}"),
        }
    };
}

pub(crate) use refusal;
