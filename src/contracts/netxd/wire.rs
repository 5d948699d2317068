//! Bodies, as the page prints them.

use poem_openapi::Object;
use poem_openapi::types::Example;
use serde::Serialize;

use super::settings::Settings;
use crate::auth::{ContractRules, LogIn, LoggedIn, LoginName};
use crate::contracts::kit::example::RequestExamples;
use crate::contracts::kit::field::{Field, Secret, Text};
use crate::contracts::kit::field_type::rfc3339;
use crate::contracts::kit::validate::{FieldErrors, Validator};
use crate::model::{ClientInfo, User};

/// The user's credentials and device.
#[derive(Object)]
#[oai(example)]
pub struct GetTokenRequest {
    /// The user's username or e-mail address.
    pub emailid: Field<Text>,
    /// The user's password, of at most 1,024 bytes in UTF-8.
    pub password: Field<Secret>,
    /// Identifier of the device, generated once by the client. A login with the same identifier ends the device's
    /// earlier session.
    #[oai(rename = "deviceID")]
    pub device_id: Field<Text>,
}

impl GetTokenRequest {
    /// The command, or everything that is wrong with it.
    pub fn into_command(self, rules: &'static ContractRules<User>) -> Result<LogIn<User>, FieldErrors> {
        let mut check = Validator::default();
        let (name, password) = (
            check.name("emailid", self.emailid),
            check.password("password", self.password),
        );
        let device = check.text("deviceID", self.device_id);
        let all = name.zip(password).zip(device);
        check.finish(all.map(|((name, password), device)| LogIn {
            rules,
            name: LoginName::either(&name),
            typed: name,
            password,
            device: Some(device),
        }))
    }
}

impl Example for GetTokenRequest {
    fn example() -> Self {
        Self {
            emailid: Field::of("admin@NetXD.com"),
            password: Field::of("Test@1234"),
            device_id: Field::of("917038"),
        }
    }
}

impl RequestExamples for GetTokenRequest {
    const MEMBERS: &'static [&'static str] = &["emailid", "password", "deviceID"];

    fn others() -> Vec<(&'static str, Self)> {
        let bad_credentials = Self {
            password: Field::of("not-your-password"),
            ..Self::example()
        };
        vec![("bad_credentials", bad_credentials)]
    }
}

/// The user is logged in.
#[derive(Object, Serialize)]
#[oai(example, rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct GetTokenResponse {
    /// The current user and their token.
    auth_response: AuthResponse,
    /// Names of the user's roles, joined by commas, such as `ROLE_SUPER_ADMIN,ROLE_ADMIN`.
    user_roles: String,
}

/// The current user and their token.
#[derive(Object, Serialize)]
#[oai(rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct AuthResponse {
    /// Username.
    user_name: String,
    /// The JSON Web Token, with the user's identity and roles.
    #[oai(rename = "JWT")]
    #[serde(rename = "JWT")]
    jwt: String,
    /// When the token expires, in Unix seconds.
    expiration_time: i64,
    /// `<issuer>:TOTP` when a one-time password is enrolled, else `<issuer>:None`.
    qr_token: String,
    /// The client's IP address as seen by the server.
    ip: String,
    /// Type of the user, such as `ADMIN`; empty when unset.
    #[oai(rename = "type")]
    #[serde(rename = "type")]
    kind: String,
    /// Time of the previous login; empty at the first login.
    last_login_time: String,
    /// IP address of the previous login; empty at the first login.
    last_login_ip: String,
    /// Whether a one-time password is enrolled.
    otp_enabled: bool,
}

impl GetTokenResponse {
    /// What to answer to this login.
    pub fn of(logged_in: LoggedIn<User>, client_info: &ClientInfo, settings: &Settings) -> Self {
        let user = logged_in.account;
        let (time, ip) = match user.last_login {
            Some(login) => (rfc3339(login.at), login.address),
            None => Default::default(),
        };
        let auth_response = AuthResponse {
            user_name: user.username,
            jwt: logged_in.token.expose().to_owned(),
            expiration_time: logged_in.expires_at.seconds(),
            qr_token: format!("{}:None", settings.qr_issuer.as_str()),
            ip: client_info.address.to_string(),
            kind: user.business.scope,
            last_login_time: time,
            last_login_ip: ip,
            otp_enabled: false,
        };
        Self {
            auth_response,
            user_roles: user.roles.join(","),
        }
    }
}

impl Example for GetTokenResponse {
    fn example() -> Self {
        let auth_response = AuthResponse {
            user_name: "netxd-admin".to_owned(),
            jwt: "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJTY29wZSI6IkFETUlOIn0.c2lnbmF0dXJl".to_owned(),
            expiration_time: 1_684_921_563,
            qr_token: "Ledger:None".to_owned(),
            ip: "192.0.2.165".to_owned(),
            kind: "ADMIN".to_owned(),
            last_login_time: "2023-05-24T08:12:41.494Z".to_owned(),
            last_login_ip: "198.51.100.218".to_owned(),
            otp_enabled: false,
        };
        Self {
            auth_response,
            user_roles: "ROLE_SUPER_ADMIN,ROLE_ADMIN".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::GetTokenRequest;
    use crate::contracts::kit::member_names::tests::lists_its_members;

    #[test]
    fn the_members_that_are_read_in_any_case_are_those_of_the_schema() {
        lists_its_members::<GetTokenRequest>();
    }
}
