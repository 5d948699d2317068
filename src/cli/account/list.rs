//! `latchkey user list` and `latchkey subscriber list`

use std::marker::PhantomData;

use clap::{Args, ValueEnum};

use super::cli_account::CliAccount;
use crate::cli::error::CliError;
use crate::cli::global::Global;
use crate::cli::open_app::with_auth_read_only;
use crate::cli::output::Listing;
use crate::model::{AccountQuery, Search, SearchField, Sort, SortField};

/// List accounts
#[derive(Args)]
#[command(
    about = format!("List {}s", A::NOUN),
    long_about = format!(
        "List {noun}s\n\nAll of them, or those that fit every filter. A name is given by its beginning, in any letter \
         case; the list is then in the order of that name.",
        noun = A::NOUN
    )
)]
pub struct List<A: CliAccount> {
    /// What the username begins with
    #[arg(long, value_name = "BEGINNING", group = "search")]
    username: Option<String>,
    /// What the e-mail address begins with
    #[arg(long, value_name = "BEGINNING", group = "search")]
    email: Option<String>,
    /// What the name begins with: of a subscriber the family name, then the given name
    #[arg(long, value_name = "BEGINNING", group = "search")]
    name: Option<String>,
    #[command(flatten)]
    filters: A::FilterArgs,
    /// The number of the provider
    #[arg(long)]
    isp_id: Option<i64>,
    /// The number of the branch
    #[arg(long)]
    branch_id: Option<i64>,
    /// Those that were deleted and can be restored, instead of the others
    #[arg(long)]
    deleted: bool,
    /// The order, with `-` the highest first
    #[arg(long, value_name = "ORDER", conflicts_with = "search", allow_hyphen_values = true)]
    sort: Option<Order>,
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
    #[arg(skip)]
    realm: PhantomData<fn() -> A>,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Order {
    #[value(name = "id")]
    Id,
    #[value(name = "-id")]
    IdDescending,
    #[value(name = "created_at")]
    CreatedAt,
    #[value(name = "-created_at")]
    CreatedAtDescending,
}

impl From<Order> for Sort {
    fn from(order: Order) -> Self {
        let (field, descending) = match order {
            Order::Id => (SortField::Id, false),
            Order::IdDescending => (SortField::Id, true),
            Order::CreatedAt => (SortField::CreatedAt, false),
            Order::CreatedAtDescending => (SortField::CreatedAt, true),
        };
        Self { field, descending }
    }
}

impl<A: CliAccount> List<A> {
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        let json = self.json;
        let query = self.into_query();
        with_auth_read_only(global, async |auth| {
            let mut listing = Listing::of::<A::Row<'_>>(json);
            auth.for_each_listed(query, |account: A| listing.add(&A::Row::from(&account)))
                .await?;
            listing.finish()
        })
        .await
    }

    fn into_query(self) -> AccountQuery {
        let searches = [
            (SearchField::Username, self.username),
            (SearchField::Email, self.email),
            (SearchField::Name, self.name),
        ];
        let mut searches = searches
            .into_iter()
            .filter_map(|(field, beginning)| Some(Search::new(field, &beginning?)));
        let mut query = AccountQuery {
            isp_id: self.isp_id,
            branch_id: self.branch_id,
            deleted: self.deleted,
            search: searches.next(),
            sort: self.sort.map(Sort::from).unwrap_or_default(),
            ..AccountQuery::default()
        };
        A::filter(self.filters, &mut query);
        query
    }
}
