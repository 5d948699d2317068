//! Table `settings`: unique by user, category, group and name.

use sea_orm::entity::prelude::*;

use super::table_row::table_row;

table_row! {
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "settings")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub user_id: i64,
        pub category: String,
        pub group_name: String,
        pub name: String,
        pub value: Option<String>,
        pub kind: Option<String>,
        pub description: Option<String>,
        pub read_only: bool,
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
