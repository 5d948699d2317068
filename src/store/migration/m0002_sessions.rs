//! Sessions, the cookies that stand for them in the portal, and the keys that sign their tokens.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, binary, string, string_null, text, uuid};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(sessions()).await?;
        for (name, columns) in [
            ("sessions_by_account", ["population", "account_id"].as_slice()),
            ("sessions_by_end", &["expires_at"]),
        ] {
            let mut index = Index::create();
            index.name(name).table("sessions");
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index.to_owned()).await?;
        }
        manager.create_table(portal_cookies()).await?;
        manager
            .create_index(
                Index::create()
                    .name("portal_cookies_by_session")
                    .table("portal_cookies")
                    .col("session_id")
                    .to_owned(),
            )
            .await?;
        manager.create_table(signing_keys()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["signing_keys", "portal_cookies", "sessions"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn sessions() -> TableCreateStatement {
    Table::create()
        .table("sessions")
        .col(uuid("id").primary_key())
        .col(string("population"))
        .col(big_integer("account_id"))
        .col(string("contract"))
        .col(string_null("device"))
        .col(string("address"))
        .col(string_null("user_agent"))
        .col(big_integer("created_at"))
        .col(big_integer("seen_at"))
        .col(big_integer("expires_at"))
        .col(big_integer_null("ended_at"))
        .col(string_null("ended_reason"))
        .col(uuid("token_id"))
        .col(text("spent_tokens").default(""))
        .to_owned()
}

fn portal_cookies() -> TableCreateStatement {
    Table::create()
        .table("portal_cookies")
        .col(binary("token_hash").primary_key())
        .col(uuid("session_id"))
        .col(big_integer("created_at"))
        .foreign_key(
            ForeignKey::create()
                .from("portal_cookies", "session_id")
                .to("sessions", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

fn signing_keys() -> TableCreateStatement {
    Table::create()
        .table("signing_keys")
        .col(uuid("id").primary_key())
        .col(big_integer("generation").unique_key())
        .col(string("algorithm"))
        .col(binary("secret"))
        .col(big_integer("created_at"))
        .to_owned()
}
