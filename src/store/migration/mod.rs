//! The schema, one file a step. A step that has been released is never edited: add the next one and its line below.
//!
//! **Expand, then contract.** Nodes are upgraded one after another, so the version before must go on working over the
//! schema of this one. A step may add a table, an index, or a column that is nullable or has a default. It may not remove
//! or rename a column or a table, narrow a type, or add a rule that rows of the version before may break. What is no longer
//! needed is first left unused, for one released version, and removed by a step of the next one. A column that moves is
//! written in both places in between. `tests.rs` checks it.

mod m0001_accounts;
mod m0002_sessions;
mod m0003_api_keys;
mod m0004_attempts;
mod m0005_audit;
mod m0006_signing_keys;
mod m0007_session_ends;
mod m0008_one_index_less;
mod m0009_user_images;
mod m0010_refusals;
mod m0011_imported_passwords;
mod m0012_administration;
mod m0013_webhooks;
mod m0014_webhook_revisions;
mod m0015_counted_accounts;
mod m0016_write_probe;
mod m0017_shared_by_nodes;
mod m0018_cutovers;
mod m0019_cutover_progress;
mod m0020_migrated_accounts;

use sea_orm_migration::prelude::*;

/// All steps, oldest first.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_accounts::Migration),
            Box::new(m0002_sessions::Migration),
            Box::new(m0003_api_keys::Migration),
            Box::new(m0004_attempts::Migration),
            Box::new(m0005_audit::Migration),
            Box::new(m0006_signing_keys::Migration),
            Box::new(m0007_session_ends::Migration),
            Box::new(m0008_one_index_less::Migration),
            Box::new(m0009_user_images::Migration),
            Box::new(m0010_refusals::Migration),
            Box::new(m0011_imported_passwords::Migration),
            Box::new(m0012_administration::Migration),
            Box::new(m0013_webhooks::Migration),
            Box::new(m0014_webhook_revisions::Migration),
            Box::new(m0015_counted_accounts::Migration),
            Box::new(m0016_write_probe::Migration),
            Box::new(m0017_shared_by_nodes::Migration),
            Box::new(m0018_cutovers::Migration),
            Box::new(m0019_cutover_progress::Migration),
            Box::new(m0020_migrated_accounts::Migration),
        ]
    }
}

#[cfg(test)]
mod tests;
