//! Table `sessions`: `spent_tokens` is written by `store::sessions` and read by `store::rows::session`.

use sea_orm::entity::prelude::*;

use super::table_row::table_row;

table_row! {
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sessions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub population: String,
        pub account_id: i64,
        pub contract: String,
        pub device: Option<String>,
        pub address: String,
        pub user_agent: Option<String>,
        pub created_at: i64,
        pub seen_at: i64,
        pub expires_at: i64,
        pub ended_at: Option<i64>,
        pub ended_reason: Option<String>,
        pub token_id: Uuid,
        pub spent_tokens: String,
        pub idle_until: i64,
        pub refused_at: i64,
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
