//! From a profile to what is sent.

use std::sync::Arc;

use super::{ApiKey, GetLoggedInUserResponse, Setting, User, UserFound};
use crate::auth::Profile;
use crate::contracts::kit::date_time::UtcDateTime;
use crate::contracts::kit::literal::True;
use crate::contracts::kit::nullable::Nullable;
use crate::contracts::management::wire::SuccessCode;
use crate::model::{self, Permissions, Timestamp};

impl From<Profile> for GetLoggedInUserResponse {
    fn from(profile: Profile) -> Self {
        Self {
            success: True,
            code: SuccessCode::Success,
            message: UserFound,
            user: profile.into(),
        }
    }
}

impl From<Profile> for User {
    fn from(profile: Profile) -> Self {
        let user = Arc::unwrap_or_clone(profile.user);
        let (uid, personal) = (user.uid.to_string(), user.personal);
        Self {
            api_keys: profile.api_keys.iter().map(|key| ApiKey::of(key, &uid)).collect(),
            settings: profile.settings.iter().map(|one| Setting::of(one, &uid)).collect(),
            id: uid.into(),
            user_name: user.username,
            email: user.email.into(),
            phone_number: personal.phone.into(),
            title: personal.title.into(),
            first_name: personal.first_name.into(),
            last_name: personal.last_name.into(),
            department: personal.department.into(),
            birth_date: date(personal.birth_date),
            created_at: UtcDateTime(user.created_at),
            updated_at: UtcDateTime(user.updated_at),
            last_dismiss_messages: date(personal.last_dismiss_messages),
            last_log_in: date(user.last_login.map(|login| login.at)),
            rank: user.rank.into(),
            image: profile.image.into(),
            address: personal.address.into(),
            postal_code: personal.postal_code.into(),
            region: personal.region.into(),
            city: personal.city.into(),
            country: personal.country.into(),
            country_code: personal.country_code.into(),
            mobile: personal.mobile.into(),
            notes: user.notes.into(),
            customer_id: user.customer_number.into(),
            roles: user.roles,
        }
    }
}

impl ApiKey {
    fn of(key: &model::ApiKey, owner: &str) -> Self {
        Self {
            id: key.id.0,
            name: key.name.clone(),
            key: key.masked_key.clone(),
            client_secret: key.masked_secret.clone(),
            created_date: UtcDateTime(key.created_at),
            expire_date: date(key.expires_at),
            owner_id: owner.into(),
            revoked: key.revoked_at.is_some(),
            permissions: key.permissions.intersection(Permissions::PUBLISHED).bits(),
            description: key.description.clone().into(),
        }
    }
}

impl Setting {
    fn of(setting: &model::Setting, user: &str) -> Self {
        Self {
            id: setting.id,
            category: setting.category.clone(),
            group: setting.group.clone(),
            name: setting.name.clone(),
            value: setting.value.clone().into(),
            kind: setting.kind.clone().into(),
            description: setting.description.clone().into(),
            read_only: setting.read_only,
            user_id: user.to_owned(),
        }
    }
}

fn date(at: Option<Timestamp>) -> Nullable<UtcDateTime> {
    Nullable(at.map(UtcDateTime))
}
