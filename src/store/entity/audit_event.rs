//! Table `audit_events`: rows are added, never changed, and deleted when they are old; triggers see to that.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_events")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub at: i64,
    pub actor: String,
    pub action: String,
    pub result: String,
    #[sea_orm(column_name = "population")]
    pub realm: Option<String>,
    pub account_id: Option<i64>,
    pub subject: Option<String>,
    pub detail: Option<String>,
    pub contract: Option<String>,
    pub network: Option<String>,
    pub request_id: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
