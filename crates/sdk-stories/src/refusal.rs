//! What refuses a request.

/// The status and the body of the answer by which a call of this client was refused. Panics when it was not.
///
/// Each client has an `Error` of its own, so this is no function. The body is read from the answer as the type that
/// the document has for this status: of `entity` one cannot tell, which is the first type that the body fits, whatever
/// the status.
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
