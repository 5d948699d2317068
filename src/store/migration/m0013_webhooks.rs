//! Webhook endpoints. The audit log is their outbox: an endpoint has a position in it.
//!
//! On PostgreSQL, numbers of events are taken before their transactions commit, so an event may appear below others
//! that were read already. Nothing can be told of a number that is missing, unless its transaction has an id before it
//! takes the number: then every snapshot in which a later number is visible knows the transaction. The trigger below
//! makes sure of that (`store/outbox.rs` has the rest): one of the statement runs before anything of a row is computed.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, binary, binary_null, string_null, text, text_null, uuid_null,
};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

const TRANSACTION_FIRST: &str = "
CREATE FUNCTION audit_events_transaction_id() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_current_xact_id(); RETURN NULL; END $$;
CREATE TRIGGER audit_events_transaction_id BEFORE INSERT ON audit_events
FOR EACH STATEMENT EXECUTE FUNCTION audit_events_transaction_id();
";
const AS_BEFORE: &str = "
DROP TRIGGER audit_events_transaction_id ON audit_events;
DROP FUNCTION audit_events_transaction_id();
";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(webhook_endpoints()).await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            manager.get_connection().execute_unprepared(TRANSACTION_FIRST).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DbBackend::Postgres {
            manager.get_connection().execute_unprepared(AS_BEFORE).await?;
        }
        let endpoints = Table::drop().table("webhook_endpoints").to_owned();
        manager.drop_table(endpoints).await
    }
}

/// There are few rows, so that no index is worth its writes.
fn webhook_endpoints() -> TableCreateStatement {
    Table::create()
        .table("webhook_endpoints")
        .col(big_integer("id").auto_increment().primary_key())
        .col(text("url"))
        .col(text_null("description"))
        .col(text("events"))
        .col(binary("secret"))
        .col(string_null("sealed_by"))
        .col(binary_null("previous_secret"))
        .col(string_null("previous_sealed_by"))
        .col(big_integer_null("previous_until"))
        .col(big_integer("created_at"))
        .col(big_integer_null("disabled_at"))
        .col(string_null("disabled_because"))
        .col(big_integer("position"))
        .col(big_integer_null("last_delivered_at"))
        .col(big_integer_null("failing_since"))
        .col(big_integer("failures"))
        .col(string_null("last_error"))
        .col(big_integer_null("next_attempt_at"))
        .col(uuid_null("lease_owner"))
        .col(big_integer_null("lease_until"))
        .to_owned()
}
