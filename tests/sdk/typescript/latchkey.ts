import assert from "node:assert/strict";

import {
    AccountSessionsApi,
    Configuration,
    StaffAuthenticationApi,
    StaffErrorResponseFromJSON,
    apiError,
} from "latchkey-client";
import { refused } from "./refused";

/** With the client of everything: an administrator logs in through one API, sees the session through another, and logs
 * out. */
export async function latchkey(server: string): Promise<void> {
    let token = "";
    const configuration = new Configuration({ basePath: server, accessToken: () => token });
    const staff = new StaffAuthenticationApi(configuration);

    const login = await staff.staffLogin({ email: "admin@example.com", password: "your-password" });
    token = login.data.token;

    const { sessions } = await new AccountSessionsApi(configuration).accountListSessions();
    const current = sessions.filter((session) => session.current);
    assert.deepEqual(current.map((session) => session.contract), ["staff"]);

    assert.deepEqual(await staff.staffLogout(), { success: true, message: "Successfully logged out" });
    const answer = await refused(staff.staffMe(), (error) => apiError(error, StaffErrorResponseFromJSON));
    assert.equal(answer.status, 401);
    assert.deepEqual(answer.body, { success: false, message: "Unauthenticated" });
}
