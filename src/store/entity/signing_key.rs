//! Table `signing_keys`: `generation` is unique, so that of nodes which want the next key at once, one makes it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signing_keys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub generation: i64,
    pub algorithm: String,
    pub secret: Vec<u8>,
    pub created_at: i64,
    pub sealed_by: Option<String>,
    pub signs_from: Option<i64>,
    pub verifies_until: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
