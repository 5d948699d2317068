//! Table `refusals`: what was refused since an audit event said so, by kind. The columns are those of the event.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refusals")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    pub action: String,
    pub result: String,
    #[sea_orm(column_name = "population")]
    pub realm: Option<String>,
    pub account_id: Option<i64>,
    pub subject: Option<String>,
    pub detail: Option<String>,
    pub network: Option<String>,
    pub since: i64,
    pub more: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
