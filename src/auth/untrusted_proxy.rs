//! A proxy that is not trusted. All its clients look like one, and share its rate limits: a hundred wrong passwords of one
//! of them lock everybody out.

use std::net::IpAddr;

use super::AuthService;
use super::error::ServiceError;
use crate::model::Timestamp;

const NOTICE: &str = "untrusted_proxy";

impl AuthService {
    /// Remembers that forwarding headers came from this address, which is no client's.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn note_untrusted_proxy(&self, address: IpAddr) -> Result<(), ServiceError> {
        let now = self.clock.now();
        Ok(self.store.put_notice(NOTICE, &address.to_string(), now).await?)
    }

    /// The address that was remembered last, and when.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn untrusted_proxy(&self) -> Result<Option<(IpAddr, Timestamp)>, ServiceError> {
        let notice = self.store.notice(NOTICE).await?;
        Ok(notice.and_then(|(address, at)| Some((address.parse().ok()?, at))))
    }
}
