//! Table `api_keys`: `prefix` is the indexed beginning of a key, `key_hash` the SHA-256 of all of it.

use sea_orm::entity::prelude::*;

use super::table_row::table_row;

table_row! {
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "api_keys")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub owner_id: i64,
        pub name: String,
        pub description: Option<String>,
        pub prefix: String,
        pub key_hash: Vec<u8>,
        pub masked_key: String,
        pub secret_hash: Vec<u8>,
        pub masked_secret: String,
        pub permissions: i64,
        pub created_at: i64,
        pub expires_at: Option<i64>,
        pub revoked_at: Option<i64>,
        pub last_used_at: Option<i64>,
        pub refused_at: Option<i64>,
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
