//! The rows of the hot path, read into the same entities that the pool reads them into, and packed to be remembered.
//!
//! To add one: its columns in the order of the entity, what selects it, and its arm in `loader.rs`.

use rusqlite::{Connection, Params, Row};

use super::codec::Codec;
use super::reader::NotInline;
use crate::store::entity::{api_key, session, setting, subscriber, user};

/// An entity that is read here.
pub(super) trait CachedRow: Sized {
    /// Selects its columns.
    const SELECT: &'static str;
    /// How many columns it has; what the statement selects behind them is its user's.
    const COLUMNS: usize;

    /// Reads a row.
    fn read(row: &Row<'_>) -> rusqlite::Result<Self>;

    /// Appends its columns.
    fn encode(&self, to: &mut Vec<u8>);

    /// Takes its columns away from the beginning.
    fn decode(from: &mut &[u8]) -> Option<Self>;

    /// Reads all rows that the statement selects, with what `more` makes of each.
    fn all<T>(
        connection: &Connection,
        parameters: impl Params,
        more: impl Fn(Self, &Row<'_>) -> Result<T, NotInline>,
    ) -> Result<Vec<T>, NotInline> {
        let mut statement = connection.prepare_cached(Self::SELECT)?;
        let mut rows = statement.query(parameters)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(more(Self::read(row)?, row)?);
        }
        Ok(all)
    }
}

macro_rules! cached_row {
    ($model:ty { $($column:ident),* }, $tail:literal) => {
        impl CachedRow for $model {
            const SELECT: &'static str = concat!("SELECT ", $(stringify!($column), ", ",)* $tail);
            const COLUMNS: usize = [$(stringify!($column)),*].len();

            fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
                let mut columns = 0..Self::COLUMNS;
                let mut next = || columns.next().unwrap_or(Self::COLUMNS);
                Ok(Self { $($column: row.get(next())?),* })
            }

            fn encode(&self, to: &mut Vec<u8>) {
                $(self.$column.encode(to);)*
            }

            fn decode(from: &mut &[u8]) -> Option<Self> {
                Some(Self { $($column: Codec::decode(from)?),* })
            }
        }
    };
}

cached_row!(
    session::Model {
        id,
        population,
        account_id,
        contract,
        device,
        address,
        user_agent,
        created_at,
        seen_at,
        expires_at,
        ended_at,
        ended_reason,
        token_id,
        spent_tokens,
        idle_until,
        refused_at
    },
    "rowid FROM sessions WHERE id = ?1"
);

cached_row!(
    user::Model {
        id,
        uid,
        username,
        username_folded,
        email,
        email_folded,
        name,
        isp_id,
        branch_id,
        title,
        first_name,
        last_name,
        department,
        birth_date,
        phone,
        mobile,
        image,
        address,
        postal_code,
        region,
        city,
        country,
        country_code,
        last_dismiss_messages,
        scope,
        legal_rep_id,
        customer_id,
        customer_name,
        vendor_id,
        bank_id,
        bank_name,
        rank,
        customer_number,
        notes,
        password_hash,
        status,
        last_login_at,
        last_login_address,
        created_at,
        updated_at
    },
    "rowid FROM users WHERE id = ?1"
);

cached_row!(
    subscriber::Model {
        id,
        customer_id,
        username,
        username_folded,
        firstname,
        lastname,
        email,
        email_folded,
        phone,
        package_name,
        expiration_date,
        password_hash,
        status,
        last_login_at,
        last_login_address,
        created_at,
        updated_at
    },
    "rowid FROM subscribers WHERE id = ?1"
);

cached_row!(
    setting::Model {
        id,
        user_id,
        category,
        group_name,
        name,
        value,
        kind,
        description,
        read_only
    },
    "rowid FROM settings WHERE user_id = ?1 ORDER BY id"
);

cached_row!(
    api_key::Model {
        id,
        owner_id,
        name,
        description,
        prefix,
        key_hash,
        masked_key,
        secret_hash,
        masked_secret,
        permissions,
        created_at,
        expires_at,
        revoked_at,
        last_used_at,
        refused_at
    },
    // The one or the other is NULL, which nothing equals; each has its index.
    "rowid FROM api_keys WHERE prefix = ?1 OR owner_id = ?2 ORDER BY id"
);
