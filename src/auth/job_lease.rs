//! Which node does a periodic job. One at a time does: the others would find the same rows, and wait for each other.

use std::time::Duration;

use uuid::Uuid;

use super::AuthService;
use super::error::ServiceError;

impl AuthService {
    /// Takes a job for so long, or renews it. Returns whether this node may do it: no other has it.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn lease_job(&self, job: &str, time: Duration) -> Result<bool, ServiceError> {
        let now = self.clock.now();
        let node = self.node.get_or_init(|| {
            let mut number = [0; 16];
            self.random.fill(&mut number);
            Uuid::from_bytes(number).to_string()
        });
        Ok(self.store.lease_job(job, node, now, now.plus(time)).await?)
    }
}
