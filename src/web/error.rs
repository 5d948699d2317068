//! Why the site cannot be put together.

/// A defect of a contract's document or of the build: the server refuses to start with it, instead of answering 404
/// where clients expect an operation.
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
    /// A path with several parameters, or with one that is only part of a segment: the table knows no such thing, so
    /// nothing would ever match it.
    #[error("the contract `{contract}` has a path with more than one parameter in a segment of its own, `{path}`")]
    Parameters {
        /// The contract.
        contract: &'static str,
        /// The path.
        path: String,
    },
    /// Two contracts answer at one path.
    #[error("the path `{path}` belongs to two contracts, `{first}` and `{second}`")]
    Claimed {
        /// The path.
        path: String,
        /// The contract that came first.
        first: &'static str,
        /// The other one.
        second: &'static str,
    },
    /// Swagger UI as it was built in lacks a file that its page needs.
    #[error("Swagger UI has no file `{file}`")]
    SwaggerUi {
        /// The file.
        file: &'static str,
    },
}
