//! The portal's pages, from the templates beside this file, which escape whatever is put into them.

use askama::Template;
use poem::Response;
use poem::http::StatusCode;

use super::display_time::DisplayTime;
use super::user_agent;
use crate::auth::{Portal, PortalCookie};
use crate::model::{Session, SessionId, SubscriberStatus};
use crate::web::page::{asset, response};

/// The page of somebody who is signed in.
#[derive(Template)]
#[template(path = "portal/account.html")]
struct AccountPage<'a> {
    style: String,
    name: String,
    package: Option<&'a str>,
    status: Status,
    expires: Option<DisplayTime>,
    devices: Vec<Device>,
    guard: String,
}

/// The state of the subscription.
struct Status {
    /// Its word.
    word: &'static str,
    /// How it looks: a class in the stylesheet.
    look: &'static str,
}

/// One open session.
struct Device {
    id: SessionId,
    name: String,
    address: String,
    signed_in: DisplayTime,
    seen: DisplayTime,
    is_current: bool,
}

/// A page that says one thing.
#[derive(Template)]
#[template(path = "portal/message.html")]
struct MessagePage<'a> {
    style: String,
    title: &'a str,
    text: &'a str,
}

/// Shows somebody their account.
pub fn account(portal: &Portal, cookie: &PortalCookie) -> Response {
    let subscriber = &portal.subscriber;
    let fullname = subscriber.fullname();
    let page = AccountPage {
        style: asset::style_url(),
        name: if fullname.is_empty() {
            subscriber.username.clone()
        } else {
            fullname
        },
        package: subscriber
            .package_name
            .as_deref()
            .filter(|name| !name.trim().is_empty()),
        status: status(subscriber.status),
        expires: subscriber.expiration_date.map(DisplayTime::from),
        devices: portal
            .sessions
            .iter()
            .map(|session| device_of(session, portal.current.id))
            .collect(),
        guard: cookie.form_guard(),
    };
    response(StatusCode::OK, &page)
}

/// Says one thing.
pub fn message(status: StatusCode, title: &str, text: &str) -> Response {
    response(
        status,
        &MessagePage {
            style: asset::style_url(),
            title,
            text,
        },
    )
}

fn status(status: SubscriberStatus) -> Status {
    match status {
        SubscriberStatus::Active => Status {
            word: "Active",
            look: "good",
        },
        SubscriberStatus::Inactive => Status {
            word: "Inactive",
            look: "plain",
        },
        SubscriberStatus::Pending => Status {
            word: "Pending",
            look: "plain",
        },
        SubscriberStatus::Expired => Status {
            word: "Expired",
            look: "bad",
        },
        SubscriberStatus::Disabled => Status {
            word: "Disabled",
            look: "bad",
        },
    }
}

fn device_of(session: &Session, current: SessionId) -> Device {
    Device {
        id: session.id,
        name: user_agent::device_name(session.user_agent.as_deref()),
        address: session.address.clone(),
        signed_in: session.created_at.into(),
        seen: session.seen_at.into(),
        is_current: session.id == current,
    }
}
