//! What mode `shadow` has found.

use crate::auth::{AuthService, ServiceError};
use crate::model::{CutoverDifference, Timestamp};

impl AuthService {
    /// Adds differences to those that are known of their contracts.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn add_cutover_differences(&self, seen: &[CutoverDifference]) -> Result<(), ServiceError> {
        Ok(self.store.add_cutover_differences(seen).await?)
    }

    /// Where the answers of the old backend and ours differ: of a contract, or of all; the most frequent first.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn cutover_differences(&self, contract: Option<&str>) -> Result<Vec<CutoverDifference>, ServiceError> {
        Ok(self.store.cutover_differences(contract).await?)
    }

    /// Forgets those that were seen for the last time until then, so that what is found from now on stands out.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn forget_cutover_differences(
        &self,
        contract: Option<&str>,
        until: Timestamp,
    ) -> Result<(), ServiceError> {
        Ok(self.store.forget_cutover_differences(contract, until).await?)
    }
}
