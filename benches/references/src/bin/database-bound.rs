//! The bound of the database: rows that one client reads by primary key, or writes and commits, one at a time through
//! sea-orm. SQLite has the server's settings: WAL, flushed to the disk at each commit (`synchronous` FULL). PostgreSQL
//! has its own.
//!
//! Arguments: `reads` or `writes`, the number of rows, and the URL of the database. It creates its own table.

#![expect(clippy::print_stdout, reason = "the benchmark reads it")]

use std::time::Duration;

use references::{Failure, Outcome, argument};
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue, ConnectOptions, Database, DatabaseConnection, Schema};
use tokio::time::Instant;

/// The number of rows to read from. They fit into the cache of any database.
const ROWS: u128 = 1000;

/// A row of the size of a session.
mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "bound")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub account_id: i64,
        pub contract: String,
        pub address: String,
        pub created_at: i64,
        pub seen_at: i64,
        pub expires_at: i64,
        pub token_id: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let (kind, count): (String, u128) = (argument(1, "kind")?, argument(2, "count")?);
    let database = open(argument(3, "address")?).await?;
    make(&database).await?;
    let outcome = match kind.as_str() {
        "reads" => reads(&database, count).await?,
        "writes" => writes(&database, count).await?,
        other => return Err(format!("there are reads and writes, and no {other}").into()),
    };
    println!("{}", outcome.line()?);
    Ok(database.close().await?)
}

async fn open(address: String) -> Result<DatabaseConnection, DbErr> {
    let is_sqlite = address.starts_with("sqlite:");
    let mut options = ConnectOptions::new(address);
    options
        .max_connections(1)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .test_before_acquire(false);
    if is_sqlite {
        options.map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(true)
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "FULL")
        });
    }
    Database::connect(options).await
}

async fn make(database: &DatabaseConnection) -> Result<(), DbErr> {
    let schema = Schema::new(database.get_database_backend());
    let mut table = schema.create_table_from_entity(row::Entity);
    database.execute(table.if_not_exists()).await?;
    row::Entity::delete_many().exec(database).await?;
    let rows = (0..ROWS).map(numbered);
    row::Entity::insert_many(rows).exec_without_returning(database).await?;
    Ok(())
}

async fn reads(database: &DatabaseConnection, count: u128) -> Result<Outcome, Failure> {
    let (began, mut single) = (Instant::now(), Vec::new());
    for number in 0..count {
        let started = Instant::now();
        let found = row::Entity::find_by_id(Uuid::from_u128(number % ROWS))
            .one(database)
            .await?;
        single.push(started.elapsed());
        found.ok_or("a row is missing")?;
    }
    Ok(summed_up(single, began))
}

async fn writes(database: &DatabaseConnection, count: u128) -> Result<Outcome, Failure> {
    let (began, mut single) = (Instant::now(), Vec::new());
    for number in ROWS..ROWS + count {
        let started = Instant::now();
        row::Entity::insert(numbered(number)).exec(database).await?;
        single.push(started.elapsed());
    }
    Ok(summed_up(single, began))
}

fn summed_up(single: Vec<Duration>, began: Instant) -> Outcome {
    Outcome::of(single, began.elapsed())
}

fn numbered(number: u128) -> row::ActiveModel {
    row::ActiveModel {
        id: ActiveValue::Set(Uuid::from_u128(number)),
        account_id: ActiveValue::Set(1),
        contract: ActiveValue::Set("staff".to_owned()),
        address: ActiveValue::Set("127.0.0.1".to_owned()),
        created_at: ActiveValue::Set(1_800_000_000_000),
        seen_at: ActiveValue::Set(1_800_000_000_000),
        expires_at: ActiveValue::Set(1_900_000_000_000),
        token_id: ActiveValue::Set(Uuid::from_u128(number)),
    }
}
