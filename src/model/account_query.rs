//! Pages of long lists.

use super::name::FoldedName;

/// Which accounts to list, and in what order. All conditions must hold.
#[derive(Debug, Clone, Default)]
pub struct AccountQuery {
    /// The provider and the branch that they must belong to.
    pub bounds: Bounds,
    /// The provider, as the caller asks for it.
    pub isp_id: Option<i64>,
    /// The branch, as the caller asks for it.
    pub branch_id: Option<i64>,
    /// The stored word of their status.
    pub status: Option<&'static str>,
    /// A role that they have. Only users have roles.
    pub role: Option<String>,
    /// The deleted ones, instead of the others.
    pub deleted: bool,
    /// What one of their names begins with. The list is then in the order of that name.
    pub search: Option<Search>,
    /// The order of a list without a search.
    pub sort: Sort,
    /// The last account of the page before.
    pub after: Option<Cursor>,
    /// How many.
    pub limit: u64,
}

impl AccountQuery {
    /// Whether nothing but a role and the deletion limits the list.
    pub fn has_no_filter(&self) -> bool {
        let numbers = [self.isp_id, self.branch_id];
        self.bounds.is_open() && numbers == [None, None] && self.status.is_none() && self.search.is_none()
    }
}

/// The provider and the branch that somebody is confined to. Neither: not confined.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bounds {
    /// The provider.
    pub isp_id: Option<i64>,
    /// The branch.
    pub branch_id: Option<i64>,
}

impl Bounds {
    /// Whether everything lies inside.
    pub fn is_open(self) -> bool {
        self == Self::default()
    }

    /// Whether what belongs to this provider and this branch lies inside.
    pub fn contain(self, isp_id: Option<i64>, branch_id: Option<i64>) -> bool {
        let within = |bound: Option<i64>, of: Option<i64>| bound.is_none() || bound == of;
        within(self.isp_id, isp_id) && within(self.branch_id, branch_id)
    }
}

/// The beginning of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// Which name.
    pub field: SearchField,
    /// How it begins, folded as the name is.
    pub beginning: String,
}

/// The names that accounts are searched by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchField {
    /// The username.
    Username,
    /// The e-mail address.
    Email,
    /// The full name: of a subscriber the family name, then the given name.
    Name,
    /// The customer number. Only subscribers have one to search by.
    CustomerId,
}

impl Search {
    /// A search of a name, whose beginning is folded as names are compared.
    pub fn new(field: SearchField, beginning: &str) -> Self {
        let beginning = match field {
            SearchField::Username | SearchField::Email | SearchField::Name => {
                FoldedName::of(beginning).as_str().to_owned()
            }
            SearchField::CustomerId => beginning.to_owned(),
        };
        Self { field, beginning }
    }
}

/// The order of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub field: SortField,
    /// The highest first.
    pub descending: bool,
}

/// What lists are sorted by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SortField {
    /// The number.
    #[default]
    Id,
    /// When it was added.
    CreatedAt,
}

/// Where a page ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cursor {
    /// After this number.
    Id(i64),
    /// After this time, in milliseconds, and this number.
    Time(i64, i64),
    /// After this name, and this number.
    Name(String, i64),
}

/// A page of a list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Where the next one begins; `None` on the last one.
    pub next: Option<Cursor>,
}
