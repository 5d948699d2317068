//! Table `attempts`: counters of failed logins; `recent` is written and read by
//! `store::attempts` alone.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attempts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub target: String,
    #[sea_orm(primary_key, auto_increment = false)]
    #[sea_orm(column_name = "place")]
    pub source: String,
    pub recent: String,
    pub consecutive: i64,
    pub succeeded_at: Option<i64>,
    pub kept_until: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
