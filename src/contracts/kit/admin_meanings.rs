//! What HTTP and the documents say of the errors of administration: see [`super::meanings`].

use poem::http::StatusCode;

use super::description::{Description, meanings};
use crate::auth::{
    AdminPermission, ChangeKeyError, ChangeRoleError, ChangeWebhookError, CreateAccountError, CreateKeyError,
    CreateRoleError, CreateWebhookError, DeleteAccountError, DeleteWebhookError, Denied, EndError, GrantRefused,
    ImportError, ListError, ListEventsError, PasswordRefused, PutSettingError, RestoreAccountError, UpdateAccountError,
    UrlRefused, ViewError,
};

/// A permission of examples.
const PERMISSION: &str = "subscribers.delete";

fn forbidden(name: &'static str, summary: &'static str) -> Description {
    Description::new(StatusCode::FORBIDDEN, name, summary)
}

fn conflict(name: &'static str, summary: &'static str) -> Description {
    Description::new(StatusCode::CONFLICT, name, summary)
}

fn not_found() -> Description {
    let summary = "There is no such thing, or it lies outside of what the caller is confined to.";
    Description::new(StatusCode::NOT_FOUND, "not_found", summary)
}

fn stale() -> Description {
    let summary = "The entity tag in `If-Match` is not the current one: somebody else was faster.";
    Description::new(StatusCode::PRECONDITION_FAILED, "precondition_failed", summary)
}

fn outranked() -> Description {
    forbidden(
        "outranked",
        "The user holds a permission of this API that the caller does not hold.",
    )
}

fn not_held() -> Description {
    forbidden("not_held", "The caller does not hold what is to be granted.")
}

fn outside() -> Description {
    forbidden(
        "outside",
        "The account would lie outside of the provider or the branch that the caller is confined to.",
    )
}

fn wider() -> Description {
    forbidden("wider", "The API key would be wider than the one that was sent.")
}

fn username_taken() -> Description {
    conflict("username_taken", "Another account has this username.")
}

fn email_taken() -> Description {
    conflict("email_taken", "Another account has this e-mail address.")
}

fn last_administrator() -> Description {
    conflict(
        "last_administrator",
        "Nobody would be left who is enabled and has the role `admin`.",
    )
}

fn key_reused() -> Description {
    Description::invalid_fields()
}

meanings!(Denied {
    Permission(_permission: AdminPermission::UsersView) => forbidden(
        "permission_denied",
        "The caller lacks the permission, or the API key lacks the bits.",
    ),
    ApiKey => forbidden(
        "permission_denied",
        "The caller lacks the permission, or the API key lacks the bits.",
    ),
    Confined => forbidden(
        "confined",
        "The caller is confined to a provider or a branch, and this belongs to all.",
    ),
    ..Service
});

meanings!(GrantRefused {
    NotHeld(_permission: PERMISSION.to_owned()) => not_held(),
    NoSuchRole(_role: "support".to_owned()) => Description::invalid_fields(),
    ..Service
});

meanings!(ListError {
    @Denied(Denied),
    ..Service
});

meanings!(ViewError {
    NotFound => not_found(),
    @Denied(Denied),
    ..Service
});

meanings!(CreateAccountError {
    Outside => outside(),
    UsernameTaken => username_taken(),
    EmailTaken => email_taken(),
    Password(_why: PasswordRefused::Common) => Description::invalid_fields(),
    KeyReused => key_reused(),
    @Denied(Denied),
    @Grant(GrantRefused),
    ..Service
});

meanings!(UpdateAccountError {
    NotFound => not_found(),
    Stale => stale(),
    Outranked => outranked(),
    Outside => outside(),
    UsernameTaken => username_taken(),
    EmailTaken => email_taken(),
    Password(_why: PasswordRefused::Common) => Description::invalid_fields(),
    LastAdministrator => last_administrator(),
    @Denied(Denied),
    @Grant(GrantRefused),
    ..Service
});

meanings!(DeleteAccountError {
    NotFound => not_found(),
    Stale => stale(),
    Outranked => outranked(),
    LastAdministrator => last_administrator(),
    @Denied(Denied),
    ..Service
});

meanings!(RestoreAccountError {
    NotFound => not_found(),
    Outranked => outranked(),
    UsernameTaken => username_taken(),
    EmailTaken => email_taken(),
    @Denied(Denied),
    ..Service
});

meanings!(CreateRoleError {
    NotHeld(_permission: PERMISSION.to_owned()) => not_held(),
    NameTaken => conflict("name_taken", "There is a role of this name."),
    KeyReused => key_reused(),
    @Denied(Denied),
    ..Service
});

meanings!(ChangeRoleError {
    NotFound => not_found(),
    Stale => stale(),
    NotHeld(_permission: PERMISSION.to_owned()) => not_held(),
    BuiltIn => conflict("built_in", "The role `admin` comes with everything, and stays as it is."),
    @Denied(Denied),
    ..Service
});

meanings!(CreateKeyError {
    NoSuchOwner => Description::invalid_fields(),
    Outranked => outranked(),
    Wider => wider(),
    Expired => Description::invalid_fields(),
    KeyReused => key_reused(),
    @Denied(Denied),
    ..Service
});

meanings!(ChangeKeyError {
    NotFound => not_found(),
    Outranked => outranked(),
    Wider => wider(),
    @Denied(Denied),
    ..Service
});

meanings!(ImportError {
    @Denied(Denied),
    ..Service
});

meanings!(CreateWebhookError {
    Url(_why: UrlRefused::Scheme) => Description::invalid_fields(),
    KeyReused => key_reused(),
    @Denied(Denied),
    ..Service
});

meanings!(ChangeWebhookError {
    NotFound => not_found(),
    Stale => stale(),
    Url(_why: UrlRefused::Scheme) => Description::invalid_fields(),
    @Denied(Denied),
    ..Service
});

meanings!(DeleteWebhookError {
    NotFound => not_found(),
    Stale => stale(),
    @Denied(Denied),
    ..Service
});

meanings!(EndError {
    NotFound => not_found(),
    Outranked => outranked(),
    @Denied(Denied),
    ..Service
});

meanings!(ListEventsError {
    AccountNeeded => forbidden(
        "confined",
        "The caller is confined to a provider or a branch, and must name an account.",
    ),
    NotFound => not_found(),
    @Denied(Denied),
    ..Service
});

meanings!(PutSettingError {
    NotFound => not_found(),
    Outranked => outranked(),
    TooMany => conflict(
        "too_many_settings",
        "The user would have more than 200 settings, or more than 64 KiB of them.",
    ),
    @Denied(Denied),
    ..Service
});
