import assert from "node:assert/strict";

import { Configuration as AccountConfiguration, SessionsApi } from "latchkey-account";
import { Configuration, ErrorResponseFromJSON, apiError, LoginApi } from "latchkey-netxd";
import { refused } from "./refused";

/** A bank administrator gets a token, lists their sessions, and mistypes the password. */
export async function netxd(server: string): Promise<void> {
    const api = new LoginApi(new Configuration({ basePath: server }));
    const credentials = { emailid: "admin@NetXD.com", password: "Test@1234", deviceID: "917038" };

    const { authResponse, userRoles } = await api.getToken(credentials);
    assert.equal(userRoles, "ROLE_SUPER_ADMIN,ROLE_ADMIN");
    const { jwt, expirationTime, lastLoginTime, lastLoginIp, ...rest } = authResponse;
    assert.deepEqual(rest, {
        userName: "netxd-admin",
        qrToken: "Ledger:None",
        ip: "127.0.0.1",
        type: "ADMIN",
        otpEnabled: false,
    });

    const sessions = new SessionsApi(new AccountConfiguration({ basePath: server, accessToken: jwt }));
    const [session] = (await sessions.listSessions()).sessions;
    assert.deepEqual([session.contract, session.device, session.current], ["netxd", "917038", true]);
    assert.equal(session.expiresAt.getTime() - session.createdAt.getTime(), 2 * 60 * 60 * 1000);
    assert.equal(Math.floor(session.expiresAt.getTime() / 1000), expirationTime);

    const answer = await refused(
        api.getToken({ ...credentials, password: "mistyped" }),
        (error) => apiError(error, ErrorResponseFromJSON),
    );
    assert.equal(answer.status, 401);
    assert.deepEqual(answer.body, {
        error: { code: "INVALID_CREDENTIALS", message: "Invalid credentials" },
    });
}
