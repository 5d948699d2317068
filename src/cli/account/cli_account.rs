//! What differs between `latchkey user` and `latchkey subscriber`.

use clap::Args;

use crate::auth::Account;
use crate::cli::output::Row;
use crate::model::AccountQuery;

/// What differs between the realms on the command line.
pub trait CliAccount: Account {
    /// What help and messages call one of them.
    const NOUN: &'static str;
    /// The help of the whole command.
    const ABOUT: &'static str;
    /// What disabling does, as the end of a line of help.
    const DISABLE_EFFECT: &'static str;
    /// What disabling has done, as the end of a message.
    const DISABLED_EFFECT: &'static str;
    /// What enabling does, as the end of a line of help.
    const ENABLE_EFFECT: &'static str;

    /// What help and messages call one that is deleted.
    const DELETED: &'static str;

    /// The arguments of `add`.
    type NewArgs: Args + Into<Self::New>;
    /// The arguments of `update`; no update if none was given.
    type UpdateArgs: Args + Into<Option<Self::Update>>;
    /// The filters of `list` that only this realm has.
    type FilterArgs: Args;

    /// Puts the filters into a query.
    fn filter(args: Self::FilterArgs, query: &mut AccountQuery);

    /// An update that sets the status.
    fn with_status(status: Self::Status) -> Self::Update;

    /// A row of `list`.
    type Row<'a>: Row + From<&'a Self>;
}
