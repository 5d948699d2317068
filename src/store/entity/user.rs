//! Table `users`: `username_folded` and `email_folded` are what logins look up.

use sea_orm::entity::prelude::*;

use super::table_row::table_row;

table_row! {
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "users")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub uid: Uuid,
        pub username: String,
        pub username_folded: String,
        pub email: String,
        pub email_folded: String,
        pub name: String,
        pub name_folded: String,
        pub isp_id: Option<i64>,
        pub branch_id: Option<i64>,
        pub title: Option<String>,
        pub first_name: Option<String>,
        pub last_name: Option<String>,
        pub department: Option<String>,
        pub birth_date: Option<i64>,
        pub phone: Option<String>,
        pub mobile: Option<String>,
        pub has_image: bool,
        pub address: Option<String>,
        pub postal_code: Option<String>,
        pub region: Option<String>,
        pub city: Option<String>,
        pub country: Option<String>,
        pub country_code: Option<String>,
        pub last_dismiss_messages: Option<i64>,
        pub scope: String,
        pub legal_rep_id: String,
        pub customer_id: String,
        pub customer_name: String,
        pub vendor_id: String,
        pub bank_id: String,
        pub bank_name: String,
        pub rank: Option<i64>,
        pub customer_number: Option<i64>,
        pub notes: Option<String>,
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
