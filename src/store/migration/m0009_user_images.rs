//! Pictures of users get a table of their own: every look at a user reads the whole row, and a picture has up to 1 MiB.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, text, text_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut images = Table::create();
        images
            .table("user_images")
            .col(big_integer("user_id").primary_key())
            .col(text("image"))
            .foreign_key(
                ForeignKey::create()
                    .from("user_images", "user_id")
                    .to("users", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            );
        manager.create_table(images.to_owned()).await?;
        let mut has_image = boolean("has_image");
        change(manager, |users| users.add_column(has_image.default(false))).await?;
        let connection = manager.get_connection();
        for statement in [
            "INSERT INTO user_images (user_id, image) SELECT id, image FROM users WHERE image IS NOT NULL",
            "UPDATE users SET has_image = TRUE WHERE image IS NOT NULL",
        ] {
            connection.execute_unprepared(statement).await?;
        }
        change(manager, |users| users.drop_column("image")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        change(manager, |users| users.add_column(text_null("image"))).await?;
        let back = "UPDATE users SET image = (SELECT image FROM user_images WHERE user_id = users.id)";
        manager.get_connection().execute_unprepared(back).await?;
        change(manager, |users| users.drop_column("has_image")).await?;
        manager.drop_table(Table::drop().table("user_images").to_owned()).await
    }
}

async fn change(
    manager: &SchemaManager<'_>,
    how: impl FnOnce(&mut TableAlterStatement) -> &mut TableAlterStatement,
) -> Result<(), DbErr> {
    let mut users = Table::alter();
    manager.alter_table(how(users.table("users")).to_owned()).await
}
