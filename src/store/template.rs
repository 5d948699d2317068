//! Statements whose text is built once.
//!
//! A login runs a dozen statements, and building the text of one takes about as long as SQLite takes to run it. Where the
//! text is always the same, it is built the first time, and later only the values are new. To use it: give the statement
//! a static [`Template`], list its values in the order of the text, and build the whole statement in the closure. A debug
//! build compares both each time, so a test that runs the statement with values that differ finds one that is missing or
//! in a wrong place.

use std::sync::OnceLock;

use sea_orm::{
    ActiveModelTrait, ActiveValue, DbBackend, EntityTrait, Iterable, Statement, StatementBuilder, Value, Values,
};

/// The text of a statement, in each dialect.
pub(super) struct Template {
    sqlite: OnceLock<String>,
    postgres: OnceLock<String>,
}

/// The template of a statement that has a list of so many values; `None` where there are more than there are templates.
pub(super) fn of_list(templates: &'static [Template], values: usize) -> Option<&'static Template> {
    templates.get(values.checked_sub(1)?)
}

/// A statement with that text.
pub(super) struct Templated<F> {
    template: &'static Template,
    values: Vec<Value>,
    build: F,
}

impl Template {
    /// One that is not built yet.
    pub(super) const fn new() -> Self {
        Self {
            sqlite: OnceLock::new(),
            postgres: OnceLock::new(),
        }
    }

    /// The statement that `build` makes, which has these values in this order.
    pub(super) fn with<S: StatementBuilder, F: Fn() -> S + Sync>(
        &'static self,
        values: Vec<Value>,
        build: F,
    ) -> Templated<F> {
        Templated {
            template: self,
            values,
            build,
        }
    }
}

impl<S: StatementBuilder, F: Fn() -> S + Sync> StatementBuilder for Templated<F> {
    fn build(&self, backend: &DbBackend) -> Statement {
        let template = self.template;
        let text = match backend {
            DbBackend::Postgres => &template.postgres,
            // MySQL is not compiled in.
            _ => &template.sqlite,
        };
        let whole = || backend.build(&(self.build)());
        let statement = Statement {
            sql: text.get_or_init(|| whole().sql).clone(),
            values: Some(Values(self.values.clone())),
            db_backend: *backend,
        };
        debug_assert_eq!(statement, whole(), "its text or its values differ from time to time");
        statement
    }
}

/// The values of a new row, in the order in which an insert has them.
pub(super) fn values_of<A: ActiveModelTrait>(row: &A) -> Vec<Value> {
    let values = <A::Entity as EntityTrait>::Column::iter().map(|column| row.get(column));
    let set = values.filter_map(|value| match value {
        ActiveValue::Set(value) | ActiveValue::Unchanged(value) => Some(value),
        ActiveValue::NotSet => None,
    });
    set.collect()
}

#[cfg(test)]
mod tests {
    use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};

    use super::*;

    fn select(column: &'static str, id: i64) -> SelectStatement {
        Query::select()
            .column(column)
            .from("users")
            .and_where(Expr::col("id").eq(id))
            .to_owned()
    }

    #[test]
    fn later_statements_have_the_first_text_and_their_own_values() {
        static TEMPLATE: Template = Template::new();
        for backend in [DbBackend::Sqlite, DbBackend::Postgres] {
            for id in [7, 8] {
                let statement = TEMPLATE.with(vec![id.into()], || select("name", id));
                assert_eq!(backend.build(&statement), backend.build(&select("name", id)));
            }
        }
    }

    #[test]
    #[should_panic(expected = "its text or its values differ")]
    fn a_value_in_a_wrong_place_is_found() {
        static TEMPLATE: Template = Template::new();
        DbBackend::Sqlite.build(&TEMPLATE.with(vec![7_i64.into()], || select("name", 8)));
    }

    #[test]
    #[should_panic(expected = "its text or its values differ")]
    fn a_text_that_differs_is_found() {
        static TEMPLATE: Template = Template::new();
        for column in ["name", "email"] {
            DbBackend::Sqlite.build(&TEMPLATE.with(vec![7_i64.into()], || select(column, 7)));
        }
    }
}
