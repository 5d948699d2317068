//! The record of events, and what keeps it as it was written.
//!
//! Triggers refuse every change of a row, and the deletion of one that is less than a day old by the database's own
//! clock: an attacker who wants to undo something must be allowed to change the schema, which a query that went
//! wrong, or was made to, is not. Rows are kept for at least two days (`audit.keep`), so that the clock of a node may be a
//! day off.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, string, string_null};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

const SQLITE_TRIGGERS: &str = "
CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events
BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END;
CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events
WHEN OLD.at > (CAST(strftime('%s', 'now') AS INTEGER) - 86400) * 1000
BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END;
CREATE TRIGGER audit_events_no_replace BEFORE INSERT ON audit_events
WHEN EXISTS (SELECT 1 FROM audit_events WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END;
"; // REPLACE fires no trigger of the deletion that it does.

const POSTGRES_TRIGGERS: &str = "
CREATE FUNCTION audit_events_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'audit_events is append-only'; END $$;
CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events
FOR EACH ROW EXECUTE FUNCTION audit_events_refuse();
CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events
FOR EACH ROW WHEN (OLD.at > (extract(epoch FROM clock_timestamp()) - 86400) * 1000)
EXECUTE FUNCTION audit_events_refuse();
CREATE TRIGGER audit_events_no_truncate BEFORE TRUNCATE ON audit_events
FOR EACH STATEMENT EXECUTE FUNCTION audit_events_refuse();
";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(audit_events()).await?;
        for (name, columns) in [
            ("audit_events_by_time", ["at"].as_slice()),
            ("audit_events_by_account", &["population", "account_id", "at"]),
        ] {
            let mut index = Index::create();
            index.name(name).table("audit_events");
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index.to_owned()).await?;
        }
        let triggers = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES_TRIGGERS,
            // MySQL is not compiled in.
            _ => SQLITE_TRIGGERS,
        };
        manager.get_connection().execute_unprepared(triggers).await?;
        // When it was last recorded that the key was presented although it works no more.
        let refused = Table::alter()
            .table("api_keys")
            .add_column(big_integer_null("refused_at"))
            .to_owned();
        manager.alter_table(refused).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let refused = Table::alter().table("api_keys").drop_column("refused_at").to_owned();
        manager.alter_table(refused).await?;
        manager
            .drop_table(Table::drop().table("audit_events").to_owned())
            .await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            let function = "DROP FUNCTION audit_events_refuse()";
            manager.get_connection().execute_unprepared(function).await?;
        }
        Ok(())
    }
}

fn audit_events() -> TableCreateStatement {
    Table::create()
        .table("audit_events")
        .col(big_integer("id").auto_increment().primary_key())
        .col(big_integer("at"))
        .col(string("actor"))
        .col(string("action"))
        .col(string("result"))
        .col(string_null("population"))
        .col(big_integer_null("account_id"))
        .col(string_null("subject"))
        .col(string_null("detail"))
        .col(string_null("contract"))
        .col(string_null("network"))
        .col(string_null("request_id"))
        .to_owned()
}
