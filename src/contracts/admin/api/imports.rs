//! Importing accounts of another system.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::Query;

use super::parameters::{Caller, Tag};
use crate::auth::{Access, Administrable, AuthService, ConflictPolicy, HashFormat, ImportError};
use crate::contracts::admin::error::ImportErrors;
use crate::contracts::admin::wire::{self, AccountLines, ConflictText, HashText, RealmText};
use crate::contracts::kit::body_stream::{BodyStream, BodyStreamError};
use crate::contracts::kit::handler_error::HandlerError;
use crate::contracts::kit::json_response::JsonResponse;
use crate::contracts::kit::query::{Flag, InvalidQuery, Parameter};
use crate::contracts::kit::validate::Validator;
use crate::import::{ImportedAccount, Stopped, collect};
use crate::model::{Realm, Subscriber, User};

/// The operation that imports.
pub struct Api;

/// How accounts are imported.
struct Options {
    policy: ConflictPolicy,
    dry_run: bool,
    format: HashFormat,
}

#[OpenApi(tag = "Tag::Imports")]
impl Api {
    /// Import accounts
    ///
    /// Imports accounts of another system with their password hashes, one JSON object a line, and returns what became
    /// of them. The members are those of `latchkey import`. The body may be of any length, and is imported while it
    /// comes: each line whole or not at all; a wrong one is reported, and does not stop the others. What is there
    /// already and the same counts as unchanged, so an import that was interrupted goes on when it is sent again. A
    /// line may grant only roles that there are, and what the caller holds. Not available to a caller who is confined
    /// to a provider or a branch. Needs `imports.create`.
    #[oai(path = "/admin/v1/imports", method = "post", operation_id = "importAccounts")]
    #[expect(clippy::too_many_arguments, reason = "each is a parameter of the query")]
    async fn import_accounts(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// Whether the accounts are users or subscribers.
        realm: Query<Parameter<RealmText>>,
        /// What to do with an account that is there already, with other data: leave it as it is, change it (its
        /// password only while it is still an imported one), or refuse the line.
        on_conflict: Query<Option<Parameter<ConflictText>>>,
        /// What `password_hash` has: with `auto`, each hash is recognized by its form; digests without a salt have to
        /// be named.
        hash_format: Query<Option<Parameter<HashText>>>,
        /// Whether to do everything but write.
        dry_run: Query<Option<Parameter<Flag>>>,
        body: BodyStream<AccountLines>,
    ) -> Result<JsonResponse<wire::ImportReport>, HandlerError<ImportErrors>> {
        let mut check = Validator::default();
        let realm = check.parameter("realm", Some(realm.0));
        let options = Options {
            policy: check
                .parameter("on_conflict", on_conflict.0)
                .unwrap_or(ConflictPolicy::Fail),
            dry_run: check.parameter("dry_run", dry_run.0).unwrap_or(false),
            format: check
                .parameter("hash_format", hash_format.0)
                .unwrap_or(HashFormat::Auto),
        };
        match check.finish(realm).map_err(InvalidQuery)? {
            Realm::Users => import::<User>(&auth, &caller.0, options, body).await,
            Realm::Subscribers => import::<Subscriber>(&auth, &caller.0, options, body).await,
        }
    }
}

async fn import<A: ImportedAccount + Administrable>(
    auth: &AuthService,
    caller: &Access,
    options: Options,
    body: BodyStream<AccountLines>,
) -> Result<JsonResponse<wire::ImportReport>, HandlerError<ImportErrors>> {
    let Options {
        policy,
        dry_run,
        format,
    } = options;
    let mut import = auth.begin_import_for::<A>(caller, policy, dry_run).await?;
    match collect(&mut import, body.into_read(), format).await {
        Ok(collected) => Ok(JsonResponse(wire::ImportReport::new(collected, dry_run))),
        Err(Stopped::File(_)) => Err(BodyStreamError::BrokenOff.into()),
        Err(Stopped::Database { cause, .. }) => Err(ImportError::Service(cause).into()),
        Err(Stopped::Report(never)) => match never {},
    }
}
