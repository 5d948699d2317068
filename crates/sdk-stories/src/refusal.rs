//! Refused requests.

/// The status and the body of the response to a refused call. Panics when the call succeeds.
///
/// It is a macro because each client has its own `Error`. The body is parsed as the documented type of the status:
/// `entity` is the first type that fits the body, whatever the status.
macro_rules! refusal {
    ($client:ident, $call:expr, $body:ty) => {
        match $call.await {
            Err($client::apis::Error::ResponseError(answer)) => {
                (answer.status.as_u16(), serde_json::from_str::<$body>(&answer.content)?)
            }
            other => panic!("the request was not refused: {other:?}"),
        }
    };
}

pub(crate) use refusal;
