//! The operations, a file for each kind of thing.

mod api_keys;
mod audit_events;
mod cutovers;
mod imports;
mod locks;
mod parameters;
mod roles;
mod sessions;
mod settings;
mod subscribers;
mod users;
mod webhooks;

/// All operations.
pub type Operations = (
    users::Api,
    subscribers::Api,
    roles::Api,
    api_keys::Api,
    sessions::Api,
    settings::Api,
    audit_events::Api,
    webhooks::Api,
    imports::Api,
    locks::Api,
    cutovers::Api,
);

/// All operations.
pub fn operations() -> Operations {
    (
        users::Api,
        subscribers::Api,
        roles::Api,
        api_keys::Api,
        sessions::Api,
        settings::Api,
        audit_events::Api,
        webhooks::Api,
        imports::Api,
        locks::Api,
        cutovers::Api,
    )
}
