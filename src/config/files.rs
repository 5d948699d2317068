//! `[files]`: what is demanded of the files that the configuration names.

use serde::{Deserialize, Serialize};

/// The settings of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Files {
    /// Whether `http.tls_key`, `tokens.secret_file` and `tokens.master_key_file` may be files that other users can
    /// read. Default: false.
    pub allow_readable_keys: bool,
}
