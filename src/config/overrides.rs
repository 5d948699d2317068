//! The flags of the command line that set a key.

/// The values of flags, above every other layer. It has no `Debug`, because the database URL may
/// hold a password.
#[derive(Clone, Default)]
pub struct Overrides {
    /// `--listen`, in place of `http.listen`.
    pub listen: Option<String>,
    /// `--admin-listen`, in place of `http.admin_listen`.
    pub admin_listen: Option<String>,
    /// `--database-url`, in place of `database.url`.
    pub database_url: Option<String>,
}
