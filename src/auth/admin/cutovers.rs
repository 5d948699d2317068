//! How far contracts have been taken over from their old backends. That concerns all accounts of a realm.

use super::accounts::{ListError, ViewError};
use super::operation::AdminOperation;
use crate::auth::{Access, AuthService, CutoverReport};

impl AuthService {
    /// What is known of each contract that can be taken over, in the order in which they are listed.
    ///
    /// # Errors
    /// [`ListError`].
    pub async fn list_cutovers(&self, access: &Access) -> Result<Vec<CutoverReport>, ListError> {
        self.administrator(access, AdminOperation::ListCutovers).await?;
        Ok(self.cutover_reports().await?)
    }

    /// What is known of a contract.
    ///
    /// # Errors
    /// [`ViewError`].
    pub async fn view_cutover(&self, access: &Access, contract: &str) -> Result<CutoverReport, ViewError> {
        self.administrator(access, AdminOperation::ViewCutover).await?;
        self.cutover_report(contract).await?.ok_or(ViewError::NotFound)
    }
}
