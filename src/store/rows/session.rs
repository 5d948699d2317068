//! Rows of `sessions`.

use uuid::Uuid;

use crate::model::{AccountRef, NewSession, Realm, Session, SessionId, Timestamp, TokenId};
use crate::store::columns::set;
use crate::store::entity::session::{ActiveModel, Model};
use crate::store::error::StoreError;

/// The row of a new session.
pub(in crate::store) fn new_row(new: &NewSession, address: String) -> ActiveModel {
    ActiveModel {
        id: set(new.id.0),
        population: set(new.account.realm.as_str().to_owned()),
        account_id: set(new.account.id),
        contract: set(new.contract.to_owned()),
        device: set(new.device.clone()),
        address: set(address),
        user_agent: set(new.client_info.user_agent.clone()),
        created_at: set(new.created_at.millis()),
        seen_at: set(new.created_at.millis()),
        expires_at: set(new.expires_at.millis()),
        ended_at: set(None),
        ended_reason: set(None),
        token_id: set(new.token_id.0),
        spent_tokens: set(String::new()),
        idle_until: set(new.idle_until.millis()),
        refused_at: set(0),
    }
}

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

/// The value of `spent_tokens`, the newest first.
pub(in crate::store) fn spent_tokens(spent: &[(TokenId, Timestamp)]) -> String {
    let entries = spent.iter().map(|(token, at)| format!("{token}@{},", at.millis()));
    entries.collect()
}

fn spent_entry(entry: &str) -> Option<(TokenId, Timestamp)> {
    let (token, at) = entry.split_once('@')?;
    Some((
        TokenId(Uuid::try_parse(token).ok()?),
        Timestamp::from_millis(at.parse().ok()?),
    ))
}
