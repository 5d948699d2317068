//! Pages of accounts, each read by an index: one for each condition and each order.

use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SimpleExpr};
use sea_orm::{
    Condition, ConnectionTrait, DbBackend, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use super::entity::{subscriber, user, user_role};
use super::error::StoreError;
use super::handle::Store;
use super::rows;
use super::user_links::links_of_all;
use crate::model::{AccountQuery, Bounds, Cursor, Page, Search, SearchField, Sort, SortField, Subscriber, User};

/// Up to how many users of a role are found by the role: sorting more of them takes longer than looking for a page among
/// a million users.
const FEW: u64 = 4000;
/// Sorts after every text that begins with what it follows.
const AFTER_ALL: char = char::MAX;

impl Store {
    /// A page of users.
    ///
    /// # Errors
    /// As every query.
    pub async fn list_users(&self, query: &AccountQuery) -> Result<Page<User>, StoreError> {
        let order = self.order(query);
        let mut select = user::Entity::find().filter(order.conditions(query));
        if let Some(name) = &query.role {
            let Some(role) = self.number_of_role(name).await? else {
                return Ok(Page {
                    items: Vec::new(),
                    next: None,
                });
            };
            select = match order.by {
                By::Id if query.has_no_filter() => order.of_role(select, role, query.after.as_ref()),
                By::Id | By::Time | By::Name(_) => select.filter(self.has_role(role).await?),
            };
        }
        let mut rows = self.page_of(select, &order, query.limit).await?;
        let next = cut(&mut rows, query.limit, |row: &user::Model| match order.by {
            By::Id => Cursor::Id(row.id),
            By::Time => Cursor::Time(row.created_at, row.id),
            By::Name(SearchField::Username) => Cursor::Name(row.username_folded.clone(), row.id),
            By::Name(SearchField::Email) => Cursor::Name(row.email_folded.clone(), row.id),
            By::Name(SearchField::Name) => Cursor::Name(row.name_folded.clone(), row.id),
            By::Name(SearchField::CustomerId) => Cursor::Name(row.customer_id.clone(), row.id),
        });
        let numbers: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let mut links = links_of_all(&self.reader, &numbers).await?;
        let users = rows.into_iter().map(|row| {
            let links = links.remove(&row.id).unwrap_or_default();
            rows::user::user(row, links)
        });
        Ok(Page {
            items: users.collect::<Result<_, _>>()?,
            next,
        })
    }

    /// A page of subscribers.
    ///
    /// # Errors
    /// As every query.
    pub async fn list_subscribers(&self, query: &AccountQuery) -> Result<Page<Subscriber>, StoreError> {
        let order = self.order(query);
        let select = subscriber::Entity::find().filter(order.conditions(query));
        let mut rows = self.page_of(select, &order, query.limit).await?;
        let next = cut(&mut rows, query.limit, |row: &subscriber::Model| match order.by {
            By::Id => Cursor::Id(row.id),
            By::Time => Cursor::Time(row.created_at, row.id),
            By::Name(SearchField::Username) => Cursor::Name(row.username_folded.clone(), row.id),
            By::Name(SearchField::Email) => Cursor::Name(row.email_folded.clone().unwrap_or_default(), row.id),
            By::Name(SearchField::Name) => Cursor::Name(row.name_folded.clone(), row.id),
            By::Name(SearchField::CustomerId) => Cursor::Name(row.customer_id.clone(), row.id),
        });
        let items = rows.into_iter().map(rows::subscriber::subscriber);
        Ok(Page {
            items: items.collect::<Result<_, _>>()?,
            next,
        })
    }

    fn order(&self, query: &AccountQuery) -> ListOrder {
        let by = match (&query.search, query.sort.field) {
            (Some(search), _) => By::Name(search.field),
            (None, SortField::Id) => By::Id,
            (None, SortField::CreatedAt) => By::Time,
        };
        ListOrder {
            by,
            descending: query.search.is_none() && query.sort.descending,
            is_bytewise: self.reader.get_database_backend() != DbBackend::Postgres,
        }
    }

    /// The number of the role of this name. With a subquery in its place, SQLite sorts what an index has in order.
    async fn number_of_role(&self, name: &str) -> Result<Option<i64>, StoreError> {
        let mut number = Query::select();
        number.column("id").from("roles").and_where(Expr::col("name").eq(name));
        let row = self.reader.query_one(&number).await?;
        Ok(row.map(|row| row.try_get("", "id")).transpose()?)
    }

    /// The condition that a user has a role. Few who have it are found by the role, and then sorted. Of many, all users
    /// in their order soon have a page, and each is looked up.
    async fn has_role(&self, role: i64) -> Result<SimpleExpr, StoreError> {
        let mut links = Query::select();
        links
            .column("user_id")
            .from("user_roles")
            .and_where(Expr::col("role_id").eq(role));
        let beyond = links.clone().limit(1).offset(FEW).to_owned();
        if self.reader.query_one(&beyond).await?.is_none() {
            return Ok(Expr::col("id").in_subquery(links));
        }
        links.and_where(Expr::col(("user_roles", "user_id")).equals(("users", "id")));
        Ok(Expr::exists(links))
    }

    async fn page_of<E: EntityTrait>(
        &self,
        select: sea_orm::Select<E>,
        order: &ListOrder,
        limit: u64,
    ) -> Result<Vec<E::Model>, StoreError> {
        // One more than asked for tells whether there is another page.
        let mut select = order.sorted(select).limit(limit.saturating_add(1));
        if matches!(order.by, By::Time) {
            // With a filter, that is sorted. It takes half of the time where whole rows are not.
            let numbers = select.select_only().expr(Expr::col("id")).into_query();
            select = order.sorted(E::find().filter(Expr::col("id").in_subquery(numbers)));
        }
        Ok(select.all(&self.reader).await?)
    }
}

/// What a list is in the order of, beside the number.
#[derive(Clone, Copy)]
enum By {
    Id,
    Time,
    Name(SearchField),
}

struct ListOrder {
    by: By,
    descending: bool,
    /// Whether the database compares texts byte by byte without being told.
    is_bytewise: bool,
}

impl ListOrder {
    /// What the list is sorted by before the number, as its index has it.
    fn value(&self) -> Option<SimpleExpr> {
        match self.by {
            By::Id => None,
            By::Time => Some(Expr::col("created_at")),
            By::Name(field) => Some(self.name(field)),
        }
    }

    /// The users who have a role, in the order of its links, which is that of their numbers.
    fn of_role(
        &self,
        select: sea_orm::Select<user::Entity>,
        role: i64,
        after: Option<&Cursor>,
    ) -> sea_orm::Select<user::Entity> {
        let direction = if self.descending { Order::Desc } else { Order::Asc };
        let user = || Expr::col(("user_roles", "user_id"));
        let after = after.map(|cursor| match (cursor, self.descending) {
            (Cursor::Id(id) | Cursor::Time(_, id) | Cursor::Name(_, id), false) => user().gt(*id),
            (Cursor::Id(id) | Cursor::Time(_, id) | Cursor::Name(_, id), true) => user().lt(*id),
        });
        let links = user_role::Entity::belongs_to(user::Entity)
            .from(user_role::Column::UserId)
            .to(user::Column::Id);
        select
            .join_rev(JoinType::InnerJoin, links.into())
            .filter(Expr::col(("user_roles", "role_id")).eq(role))
            .filter(Condition::all().add_option(after))
            .order_by(user(), direction)
    }

    fn sorted<E: EntityTrait>(&self, mut select: sea_orm::Select<E>) -> sea_orm::Select<E> {
        let direction = if self.descending { Order::Desc } else { Order::Asc };
        if let Some(value) = self.value() {
            select = select.order_by(value, direction.clone());
        }
        select.order_by(Expr::col("id"), direction)
    }

    fn name(&self, field: SearchField) -> SimpleExpr {
        let column = match field {
            SearchField::Username => "username_folded",
            SearchField::Email => "email_folded",
            SearchField::Name => "name_folded",
            SearchField::CustomerId => "customer_id",
        };
        match self.is_bytewise {
            true => Expr::col(column),
            false => Expr::cust(format!("{column} COLLATE \"C\"")),
        }
    }

    fn conditions(&self, query: &AccountQuery) -> Condition {
        let AccountQuery {
            bounds: Bounds { isp_id, branch_id },
            isp_id: wanted_isp,
            branch_id: wanted_branch,
            status,
            role: _,
            deleted,
            search,
            sort: Sort { .. },
            after,
            limit: _,
        } = query;
        let mut all = Condition::all();
        for (column, number) in [
            ("isp_id", isp_id),
            ("isp_id", wanted_isp),
            ("branch_id", branch_id),
            ("branch_id", wanted_branch),
        ] {
            all = all.add_option(number.map(|number| Expr::col(column).eq(number)));
        }
        all = all.add_option(status.map(|word| Expr::col("status").eq(word)));
        all = all.add(match deleted {
            true => Expr::col("deleted_at").is_not_null(),
            false => Expr::col("deleted_at").is_null(),
        });
        if let Some(Search { field, beginning }) = search {
            let end = format!("{beginning}{AFTER_ALL}");
            all = all
                .add(self.name(*field).gte(beginning.as_str()))
                .add(self.name(*field).lt(end));
        }
        all.add_option(after.as_ref().map(|after| self.after(after)))
    }

    /// Behind this account. A cursor of another order than the list's has an order of its own, and is as good.
    fn after(&self, cursor: &Cursor) -> SimpleExpr {
        let pair = |value: SimpleExpr, id: i64| Expr::tuple([value, Expr::val(id)]);
        let (here, there) = match (cursor, self.by) {
            (Cursor::Time(time, id), By::Time) => {
                let here = Expr::tuple([Expr::col("created_at"), Expr::col("id")]);
                (here, pair(Expr::val(*time), *id))
            }
            (Cursor::Name(name, id), By::Name(field)) => {
                let here = Expr::tuple([self.name(field), Expr::col("id")]);
                (here, pair(Expr::val(name.as_str()), *id))
            }
            (Cursor::Id(id) | Cursor::Time(_, id) | Cursor::Name(_, id), _) => (Expr::col("id"), Expr::val(*id)),
        };
        match self.descending {
            true => here.lt(there),
            false => here.gt(there),
        }
    }
}

/// Cuts a page to its length. Returns where the next one begins, if there is one.
fn cut<T>(rows: &mut Vec<T>, limit: u64, cursor: impl Fn(&T) -> Cursor) -> Option<Cursor> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    if rows.len() <= limit {
        return None;
    }
    rows.truncate(limit);
    rows.last().map(cursor)
}
