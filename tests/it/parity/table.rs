//! What each contract says in each situation.

use super::situation::Says::{Nothing, This};
use super::situation::{Row, Situation};

/// The table.
pub const TABLE: &[Row] = &[
    Row {
        situations: &[Situation::LoggedIn],
        ispcrm: This(
            200,
            r#"{"message":"Login successful","token":"TOKEN","subscriber":{"id":5,"customer_id":"C-7","username":"ben","firstname":"Ben","lastname":"Okri"}}"#,
        ),
        staff: This(
            200,
            r#"{"success":true,"message":"Login successful","data":{"user":{"id":3,"name":"Ana Lima","email":"ana@example.com","role":""},"token":"TOKEN","token_type":"bearer","expires_in":3600}}"#,
        ),
        subscriber: This(
            200,
            r#"{"success":true,"message":"Login successful","data":{"subscriber":{"id":5,"username":"ben","fullname":"Ben Okri","email":null,"phone":null,"package_name":null,"expiration_date":null,"status":"active"},"token":"TOKEN","token_type":"bearer","expires_in":2592000}}"#,
        ),
        management: This(
            200,
            r#"{"success":true,"code":0,"message":"Login successful","token":"TOKEN","expiresIn":1800}"#,
        ),
        netxd: This(
            200,
            r#"{"authResponse":{"userName":"ana","JWT":"TOKEN","expirationTime":1767232800,"qrToken":"Ledger:None","ip":"IP","type":"","lastLoginTime":"WHEN","lastLoginIp":"FROM","otpEnabled":false},"userRoles":""}"#,
        ),
    },
    Row {
        situations: &[Situation::MalformedBody],
        ispcrm: This(400, r#"{"message":"Malformed JSON"}"#),
        staff: This(400, r#"{"success":false,"message":"Malformed JSON","errors":{}}"#),
        subscriber: This(400, r#"{"success":false,"message":"Malformed JSON","errors":{}}"#),
        management: This(400, r#"{"success":false,"code":1000,"message":"Malformed JSON"}"#),
        netxd: This(
            400,
            r#"{"error":{"code":"MALFORMED_REQUEST","message":"Malformed JSON"}}"#,
        ),
    },
    Row {
        situations: &[Situation::BodyTooLarge],
        ispcrm: This(413, r#"{"message":"Request body too large"}"#),
        staff: This(413, r#"{"success":false,"message":"Request body too large"}"#),
        subscriber: This(413, r#"{"success":false,"message":"Request body too large"}"#),
        management: This(
            413,
            r#"{"success":false,"code":1001,"message":"Request body too large"}"#,
        ),
        netxd: This(
            413,
            r#"{"error":{"code":"REQUEST_TOO_LARGE","message":"Request body too large"}}"#,
        ),
    },
    Row {
        situations: &[Situation::OtherContentType],
        ispcrm: This(415, r#"{"message":"Unsupported media type"}"#),
        staff: This(415, r#"{"success":false,"message":"Unsupported media type"}"#),
        subscriber: This(415, r#"{"success":false,"message":"Unsupported media type"}"#),
        management: This(
            415,
            r#"{"success":false,"code":1002,"message":"Unsupported media type"}"#,
        ),
        netxd: This(
            415,
            r#"{"error":{"code":"UNSUPPORTED_MEDIA_TYPE","message":"Unsupported media type"}}"#,
        ),
    },
    Row {
        situations: &[Situation::NoMembers],
        ispcrm: This(
            422,
            r#"{"message":"Validation failed","errors":{"username":["The username field is required."],"password":["The password field is required."]}}"#,
        ),
        staff: This(
            422,
            r#"{"success":false,"message":"Validation failed","errors":{"email":["The email field is required."],"password":["The password field is required."]}}"#,
        ),
        subscriber: This(
            422,
            r#"{"success":false,"message":"Validation failed","errors":{"username":["The username field is required."],"password":["The password field is required."]}}"#,
        ),
        management: This(
            422,
            r#"{"success":false,"code":1003,"message":"Validation failed","errors":{"username":["The username field is required."],"password":["The password field is required."]}}"#,
        ),
        netxd: This(
            422,
            r#"{"error":{"code":"VALIDATION_FAILED","message":"Validation failed","errors":{"emailid":["The emailid field is required."],"password":["The password field is required."],"deviceID":["The deviceID field is required."]}}}"#,
        ),
    },
    Row {
        situations: &[
            Situation::UnknownName,
            Situation::WrongPassword,
            Situation::NoPasswordSet,
            Situation::WrongPasswordOfDisabled,
        ],
        ispcrm: This(401, r#"{"message":"Invalid credentials"}"#),
        staff: This(401, r#"{"success":false,"message":"Invalid credentials"}"#),
        subscriber: This(401, r#"{"success":false,"message":"Invalid username or password"}"#),
        management: This(
            401,
            r#"{"success":false,"code":1100,"message":"Invalid username or password"}"#,
        ),
        netxd: This(
            401,
            r#"{"error":{"code":"INVALID_CREDENTIALS","message":"Invalid credentials"}}"#,
        ),
    },
    Row {
        situations: &[Situation::RightPasswordOfDisabled],
        ispcrm: This(
            403,
            r#"{"message":"Your account is disabled. Please contact support."}"#,
        ),
        staff: This(
            403,
            r#"{"success":false,"message":"Your account is disabled. Please contact support."}"#,
        ),
        subscriber: This(
            403,
            r#"{"success":false,"message":"Your account is disabled. Please contact support."}"#,
        ),
        management: This(
            403,
            r#"{"success":false,"code":1101,"message":"Your account is disabled. Please contact support."}"#,
        ),
        netxd: This(
            403,
            r#"{"error":{"code":"ACCOUNT_DISABLED","message":"Your account is disabled. Please contact support."}}"#,
        ),
    },
    Row {
        situations: &[Situation::TooManyAttempts],
        ispcrm: This(429, r#"{"message":"Too many attempts. Try again later."}"#),
        staff: This(
            429,
            r#"{"success":false,"message":"Too many attempts. Try again later."}"#,
        ),
        subscriber: This(
            429,
            r#"{"success":false,"message":"Too many attempts. Try again later."}"#,
        ),
        management: This(
            429,
            r#"{"success":false,"code":1300,"message":"Too many attempts. Try again later."}"#,
        ),
        netxd: This(
            429,
            r#"{"error":{"code":"TOO_MANY_ATTEMPTS","message":"Too many attempts. Try again later."}}"#,
        ),
    },
    Row {
        situations: &[Situation::LoggedOut],
        ispcrm: This(200, r#"{"message":"Logout successful"}"#),
        staff: This(200, r#"{"success":true,"message":"Successfully logged out"}"#),
        subscriber: This(200, r#"{"success":true,"message":"Successfully logged out"}"#),
        management: This(200, r#"{"success":true,"code":0,"message":"Logout successful"}"#),
        netxd: Nothing,
    },
    Row {
        situations: &[
            Situation::NoToken,
            Situation::BadToken,
            Situation::TokenOfOthers,
            Situation::ExpiredToken,
            Situation::TokenOfEndedSession,
        ],
        ispcrm: This(401, r#"{"message":"Invalid credentials"}"#),
        staff: This(401, r#"{"success":false,"message":"Unauthenticated"}"#),
        subscriber: This(401, r#"{"success":false,"message":"Unauthenticated"}"#),
        management: This(401, r#"{"success":false,"code":1200,"message":"Unauthenticated"}"#),
        netxd: Nothing,
    },
    Row {
        situations: &[Situation::Refreshed],
        ispcrm: Nothing,
        staff: This(
            200,
            r#"{"success":true,"data":{"token":"TOKEN","token_type":"bearer","expires_in":3600}}"#,
        ),
        subscriber: This(
            200,
            r#"{"success":true,"data":{"token":"TOKEN","token_type":"bearer","expires_in":2592000}}"#,
        ),
        management: Nothing,
        netxd: Nothing,
    },
    Row {
        situations: &[Situation::RefreshTooLate],
        ispcrm: Nothing,
        staff: This(
            401,
            r#"{"success":false,"message":"Token has expired and cannot be refreshed"}"#,
        ),
        subscriber: This(
            401,
            r#"{"success":false,"message":"Token has expired and cannot be refreshed"}"#,
        ),
        management: Nothing,
        netxd: Nothing,
    },
    Row {
        situations: &[Situation::UnknownPath],
        // Its two paths lie below a prefix that answers in the words of `subscriber`.
        ispcrm: Nothing,
        staff: This(404, r#"{"success":false,"message":"Not found"}"#),
        subscriber: This(404, r#"{"success":false,"message":"Not found"}"#),
        management: This(404, r#"{"success":false,"code":1404,"message":"Not found"}"#),
        netxd: This(404, r#"{"error":{"code":"NOT_FOUND","message":"Not found"}}"#),
    },
    Row {
        situations: &[Situation::OtherMethod],
        ispcrm: This(405, r#"{"message":"Method not allowed"}"#),
        staff: This(405, r#"{"success":false,"message":"Method not allowed"}"#),
        subscriber: This(405, r#"{"success":false,"message":"Method not allowed"}"#),
        management: This(405, r#"{"success":false,"code":1405,"message":"Method not allowed"}"#),
        netxd: This(
            405,
            r#"{"error":{"code":"METHOD_NOT_ALLOWED","message":"Method not allowed"}}"#,
        ),
    },
    Row {
        situations: &[Situation::DatabaseBroken],
        ispcrm: This(500, r#"{"message":"Internal server error"}"#),
        staff: This(500, r#"{"success":false,"message":"Internal server error"}"#),
        subscriber: This(500, r#"{"success":false,"message":"Internal server error"}"#),
        management: This(
            500,
            r#"{"success":false,"code":1500,"message":"Internal server error"}"#,
        ),
        netxd: This(
            500,
            r#"{"error":{"code":"INTERNAL","message":"Internal server error"}}"#,
        ),
    },
    Row {
        situations: &[Situation::DatabaseAway],
        ispcrm: This(503, r#"{"message":"Service unavailable"}"#),
        staff: This(503, r#"{"success":false,"message":"Service unavailable"}"#),
        subscriber: This(503, r#"{"success":false,"message":"Service unavailable"}"#),
        management: This(503, r#"{"success":false,"code":1503,"message":"Service unavailable"}"#),
        netxd: This(
            503,
            r#"{"error":{"code":"UNAVAILABLE","message":"Service unavailable"}}"#,
        ),
    },
];
