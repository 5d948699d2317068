//! A user's change of their own profile and settings.

use poem_openapi::Object;
use poem_openapi::types::Example;
use serde::Serialize;

use super::SuccessCode;
use super::user::User;
use crate::auth::{MAX_SETTINGS, Profile};
use crate::contracts::kit::example::RequestExamples;
use crate::contracts::kit::field::{Coerced, Field, Image, ListOf, LongText, LooseDateTime, Nested, Optional, Text};
use crate::contracts::kit::limits::MAX_BODY_WITH_IMAGE;
use crate::contracts::kit::literal::{True, literals};
use crate::contracts::kit::validate::{FieldErrors, Validator};
use crate::model::{NewSetting, ProfileChange};

/// The most bytes that category, group and name of a setting may have together: they are found by an index, and
/// PostgreSQL's take 2,704 bytes an entry.
const MAX_KEY_BYTES: usize = 2_000;

/// The logged in user information request.
#[derive(Object)]
#[oai(rename = "Management.UpdateUserSettingsRequest", example)]
pub struct UpdateUserSettingsRequest {
    /// The fields to change. Others, such as `id` or `roles`, are ignored.
    user: Field<Nested<UserUpdate>>,
}

/// The fields that users may change themselves. An absent field is kept, `null` clears it.
#[derive(Object)]
#[oai(rename = "Management.UserUpdate")]
pub struct UserUpdate {
    /// Form of address, such as `Dr`.
    title: Optional<Coerced<Text>>,
    /// Given name.
    #[oai(rename = "firstName")]
    first_name: Optional<Coerced<Text>>,
    /// Family name.
    #[oai(rename = "lastName")]
    last_name: Optional<Coerced<Text>>,
    /// Department.
    department: Optional<Coerced<Text>>,
    /// Date of birth.
    #[oai(rename = "birthDate")]
    birth_date: Optional<LooseDateTime>,
    /// Telephone number as entered.
    #[oai(rename = "phoneNumber")]
    phone_number: Optional<Coerced<Text>>,
    /// Mobile telephone number as entered.
    mobile: Optional<Coerced<Text>>,
    /// Picture of the user: an image file in base64.
    image: Optional<Coerced<Image>>,
    /// Street and number.
    address: Optional<Coerced<Text>>,
    /// Postal code.
    #[oai(rename = "postalCode")]
    postal_code: Optional<Coerced<Text>>,
    /// State or province.
    region: Optional<Coerced<Text>>,
    /// City.
    city: Optional<Coerced<Text>>,
    /// Country name.
    country: Optional<Coerced<Text>>,
    /// ISO 3166-1 country code.
    #[oai(rename = "countryCode")]
    country_code: Optional<Coerced<Text>>,
    /// When the user last dismissed the messages shown to them.
    #[oai(rename = "lastDismissMessages")]
    last_dismiss_messages: Optional<LooseDateTime>,
    /// Settings to add or update. Read-only settings are kept.
    settings: Optional<ListOf<SettingUpdate, MAX_SETTINGS>>,
}

/// A setting to add or update.
#[derive(Object)]
#[oai(rename = "Management.SettingUpdate")]
pub struct SettingUpdate {
    /// First part of the setting's key (category, group, name); empty when absent.
    category: Optional<Coerced<Text>>,
    /// Second part of the setting's key; empty when absent.
    group: Optional<Coerced<Text>>,
    /// Third part of the setting's key.
    name: Field<Coerced<Text>>,
    /// The value.
    value: Optional<Coerced<LongText>>,
    /// Type of the value, as named by the client; used only for a new setting.
    #[oai(rename = "type")]
    kind: Optional<Coerced<Text>>,
    /// Description; used only for a new setting.
    description: Optional<Coerced<LongText>>,
}

impl UpdateUserSettingsRequest {
    /// The change, or everything that is wrong with it.
    pub fn into_change(self) -> Result<ProfileChange, FieldErrors> {
        let mut check = Validator::default();
        let change = check
            .required("user", self.user)
            .map(|user| user.into_change(&mut check));
        check.finish(change)
    }
}

impl UserUpdate {
    fn into_change(self, check: &mut Validator) -> ProfileChange {
        let settings = check.optional_list("user.settings", self.settings);
        let settings = (0..)
            .zip(settings)
            .filter_map(|(at, setting): (usize, _)| setting.into_setting(at, check));
        let settings = settings.collect();
        ProfileChange {
            settings,
            title: check.patch_text("user.title", self.title),
            first_name: check.patch_text("user.firstName", self.first_name),
            last_name: check.patch_text("user.lastName", self.last_name),
            department: check.patch_text("user.department", self.department),
            birth_date: check.patch("user.birthDate", self.birth_date),
            phone: check.patch_text("user.phoneNumber", self.phone_number),
            mobile: check.patch_text("user.mobile", self.mobile),
            image: check.patch_long_text("user.image", self.image, MAX_BODY_WITH_IMAGE),
            address: check.patch_text("user.address", self.address),
            postal_code: check.patch_text("user.postalCode", self.postal_code),
            region: check.patch_text("user.region", self.region),
            city: check.patch_text("user.city", self.city),
            country: check.patch_text("user.country", self.country),
            country_code: check.patch_text("user.countryCode", self.country_code),
            last_dismiss_messages: check.patch("user.lastDismissMessages", self.last_dismiss_messages),
        }
    }
}

impl SettingUpdate {
    fn into_setting(self, at: usize, check: &mut Validator) -> Option<NewSetting> {
        let member = |name: &str| format!("user.settings.{at}.{name}");
        let category = check
            .optional_text(&member("category"), self.category)
            .unwrap_or_default();
        let group = check.optional_text(&member("group"), self.group).unwrap_or_default();
        let value = check.optional_long_text(&member("value"), self.value);
        let kind = check.optional_text(&member("type"), self.kind);
        let description = check.optional_long_text(&member("description"), self.description);
        let name = check.text(&member("name"), self.name)?;
        if category.len() + group.len() + name.len() > MAX_KEY_BYTES {
            return check.fail(&member("name"), "is too long together with category and group");
        }
        Some(NewSetting {
            category,
            group,
            name,
            value,
            kind,
            description,
        })
    }
}

impl Example for UpdateUserSettingsRequest {
    fn example() -> Self {
        let setting = SettingUpdate {
            category: Field::of("ui"),
            group: Field::of("grid"),
            name: Field::of("pageSize"),
            value: Field::of("50"),
            kind: Field::of("int"),
            description: Field::absent(),
        };
        let user = UserUpdate {
            title: Field::absent(),
            first_name: Field::of("Admin"),
            last_name: Field::of("User"),
            department: Field::absent(),
            birth_date: Field::absent(),
            phone_number: Field::of("01712345678"),
            mobile: Field::absent(),
            image: Field::absent(),
            address: Field::absent(),
            postal_code: Field::absent(),
            region: Field::absent(),
            city: Field::of("Dhaka"),
            country: Field::absent(),
            country_code: Field::absent(),
            last_dismiss_messages: Field::absent(),
            settings: Field::with(vec![setting]),
        };
        Self {
            user: Field::with(user),
        }
    }
}

impl RequestExamples for UpdateUserSettingsRequest {
    const MEMBERS: &'static [&'static str] = &[
        "user",
        "title",
        "firstName",
        "lastName",
        "department",
        "birthDate",
        "phoneNumber",
        "mobile",
        "image",
        "address",
        "postalCode",
        "region",
        "city",
        "country",
        "countryCode",
        "lastDismissMessages",
        "settings",
        "category",
        "group",
        "name",
        "value",
        "type",
        "description",
    ];
}

literals! {
    /// The message of a change.
    pub struct UserUpdated = "User updated";
}

/// The updated user.
#[derive(Object, Serialize)]
#[oai(rename = "Management.UpdateUserSettingsResponse", example)]
pub struct UpdateUserSettingsResponse {
    /// Always true.
    success: True,
    /// Always 0.
    code: SuccessCode,
    /// Always `User updated`.
    message: UserUpdated,
    /// The current user.
    user: User,
}

impl From<Profile> for UpdateUserSettingsResponse {
    fn from(profile: Profile) -> Self {
        Self {
            success: True,
            code: SuccessCode::Success,
            message: UserUpdated,
            user: profile.into(),
        }
    }
}

impl Example for UpdateUserSettingsResponse {
    fn example() -> Self {
        Self {
            success: True,
            code: SuccessCode::Success,
            message: UserUpdated,
            user: User::example(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::UpdateUserSettingsRequest;
    use crate::contracts::kit::member_names::tests::lists_its_members;

    #[test]
    fn the_members_that_are_read_in_any_case_are_those_of_the_schema() {
        lists_its_members::<UpdateUserSettingsRequest>();
    }
}
