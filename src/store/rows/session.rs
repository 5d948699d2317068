//! Table `sessions`: a row as a [`Session`].

use uuid::Uuid;

use crate::model::{AccountRef, Realm, Session, SessionId, Timestamp, TokenId};
use crate::store::entity::session::Model;
use crate::store::error::StoreError;

/// A session from its row.
pub(in crate::store) fn session(row: Model) -> Result<Session, StoreError> {
    let realm = Realm::from_stored(&row.population).ok_or(StoreError::Corrupt {
        column: "sessions.population",
    })?;
    Ok(Session {
        id: SessionId(row.id),
        account: AccountRef {
            realm,
            id: row.account_id,
        },
        contract: row.contract,
        device: row.device,
        address: row.address,
        user_agent: row.user_agent,
        created_at: Timestamp::from_millis(row.created_at),
        seen_at: Timestamp::from_millis(row.seen_at),
        expires_at: Timestamp::from_millis(row.expires_at),
        idle_until: Timestamp::from_millis(row.idle_until),
        refused_at: Timestamp::from_millis(row.refused_at),
        ended_at: row.ended_at.map(Timestamp::from_millis),
        token_id: TokenId(row.token_id),
        spent: row.spent_tokens.split_terminator(',').filter_map(spent_entry).collect(),
    })
}

fn spent_entry(entry: &str) -> Option<(TokenId, Timestamp)> {
    let (token, at) = entry.split_once('@')?;
    Some((
        TokenId(Uuid::try_parse(token).ok()?),
        Timestamp::from_millis(at.parse().ok()?),
    ))
}
