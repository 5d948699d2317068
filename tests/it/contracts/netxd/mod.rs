//! `netxd`: what only this contract does. What it shares with the others is tested in `shared/` and by the parity table.

mod claims;
mod devices;
mod login;

use serde_json::json;

use crate::support::TestApp;
use crate::support::http::Call;
use crate::support::login::Person;

const GET_TOKEN: &str = "/rpc/admin/UserService/GetToken";

/// The administrator among the demonstration accounts whom the page logs in.
const NETXD_ADMIN: Person = Person {
    username: "netxd-admin",
    email: "admin@NetXD.com",
    password: "Test@1234",
};

/// A login of this person on this device.
fn get_token<'a>(app: &'a TestApp, person: &Person, device: &str) -> Call<'a> {
    let body = json!({"emailid": person.email, "password": person.password, "deviceID": device});
    app.post(GET_TOKEN, body)
}

/// The token of a login of this person on this device.
async fn token(app: &TestApp, person: &Person, device: &str) -> String {
    let answer = get_token(app, person, device).send().await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.take_token("/authResponse/JWT").1
}
