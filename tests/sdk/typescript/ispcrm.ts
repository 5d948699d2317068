import assert from "node:assert/strict";

import { Configuration as AccountConfiguration, SessionsApi } from "latchkey-account";
import { AuthenticationApi, Configuration, ErrorResponseFromJSON, apiError } from "latchkey-ispcrm";
import { refused } from "./refused";

/** A subscriber logs in, lists their sessions, and logs out. */
export async function ispcrm(server: string): Promise<void> {
    let token = "";
    const access = { basePath: server, accessToken: () => token };
    const api = new AuthenticationApi(new Configuration(access));

    const login = await api.login({ username: "subscriber123", password: "password123" });
    token = login.token;
    assert.deepEqual(login, {
        message: "Login successful",
        token,
        subscriber: { id: 1, customerId: "12345", username: "subscriber123", firstname: "John", lastname: "Doe" },
    });

    const { sessions } = await new SessionsApi(new AccountConfiguration(access)).listSessions();
    assert.deepEqual(sessions.map((session) => [session.contract, session.current]), [["ispcrm", true]]);

    assert.deepEqual(await api.logout(), { message: "Logout successful" });

    const answer = await refused(api.logout(), (error) => apiError(error, ErrorResponseFromJSON));
    assert.equal(answer.status, 401);
    assert.deepEqual(answer.body, { message: "Invalid credentials" });
}
