//! Why the site cannot be built.

/// A defect of a contract or of the build. The server does not start with it, rather than answer 404 where clients
/// expect an operation.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// A contract's document cannot be read.
    #[error("the document of the contract `{contract}` cannot be read")]
    Document {
        /// The contract.
        contract: &'static str,
        /// What is wrong with it.
        #[source]
        cause: serde_json::Error,
    },
    /// A path has several parameters, or one that is only part of a segment. The router supports neither.
    #[error("the contract `{contract}` has a path with more than one parameter in a segment of its own, `{path}`")]
    Parameters {
        /// The contract.
        contract: &'static str,
        /// The path.
        path: String,
    },
    /// Two contracts, or a contract and the site itself, have the same path.
    #[error("the path `{path}` is claimed twice, by `{first}` and `{second}`")]
    Claimed {
        /// The path.
        path: String,
        /// The contract that came first.
        first: &'static str,
        /// The other one.
        second: &'static str,
    },
    /// The configuration of Swagger UI cannot be written.
    #[error("Swagger UI cannot be configured")]
    SwaggerUi(#[source] serde_json::Error),
}
