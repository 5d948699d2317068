//! Passwords, seen through logins: how they are stored, which ones there can be, and what hashing them costs.

mod formats;
mod imports;
mod policy;
mod queue;
mod renewal;

use crate::support::TestApp;

impl TestApp {
    /// The stored hash of the user `admin`.
    pub async fn admin_hash(&self) -> String {
        let hash = "SELECT password_hash FROM users WHERE username = 'admin'";
        self.database.text(hash).await.expect("a hash")
    }

    /// Gives the user `admin` this hash, as an import would.
    pub async fn import_admin_hash(&self, hash: &str) {
        let import = format!("UPDATE users SET password_hash = '{hash}' WHERE username = 'admin'");
        self.database.execute(&import).await;
    }
}
