//! Table `subscribers`: `username_folded` is what logins look up.

use sea_orm::entity::prelude::*;

use super::table_row::table_row;

table_row! {
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "subscribers")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub customer_id: String,
        pub username: String,
        pub username_folded: String,
        pub firstname: String,
        pub lastname: String,
        pub name_folded: String,
        pub email: Option<String>,
        pub email_folded: Option<String>,
        pub phone: Option<String>,
        pub package_name: Option<String>,
        pub expiration_date: Option<i64>,
        pub isp_id: Option<i64>,
        pub branch_id: Option<i64>,
        pub password_hash: Option<String>,
        pub status: String,
        pub last_login_at: Option<i64>,
        pub last_login_address: Option<String>,
        pub created_at: i64,
        pub updated_at: i64,
        pub revision: i64,
        pub deleted_at: Option<i64>,
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
