//! Table `webhook_endpoints`. `position` is a number of `audit_events`; `lease_owner` is the node that delivers.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_endpoints")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub url: String,
    pub description: Option<String>,
    pub events: String,
    pub secret: Vec<u8>,
    pub sealed_by: Option<String>,
    pub previous_secret: Option<Vec<u8>>,
    pub previous_sealed_by: Option<String>,
    pub previous_until: Option<i64>,
    pub created_at: i64,
    pub disabled_at: Option<i64>,
    pub disabled_because: Option<String>,
    pub position: i64,
    pub last_delivered_at: Option<i64>,
    pub failing_since: Option<i64>,
    pub failures: i64,
    pub last_error: Option<String>,
    pub next_attempt_at: Option<i64>,
    pub lease_owner: Option<Uuid>,
    pub lease_until: Option<i64>,
    pub revision: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
