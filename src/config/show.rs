//! The configuration in effect, as `latchkey config` prints it.

use super::{Config, ConfigError};

impl Config {
    /// The configuration as TOML that can be loaded again, once the masks are filled in. Secrets are masked by their
    /// own types when they are written, so a new one cannot be forgotten here.
    ///
    /// # Errors
    /// [`ConfigError`] when a value cannot be written as TOML, which none that was loaded is.
    pub fn to_toml_masked(&self) -> Result<String, ConfigError> {
        let values = toml::to_string(self)?;
        Ok(format!(
            "# The configuration in effect. Passwords are shown as ****.\n\n{values}"
        ))
    }
}
