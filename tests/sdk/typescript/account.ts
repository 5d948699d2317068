import assert from "node:assert/strict";

import {
    Configuration,
    PasswordApi,
    ProblemFromJSON,
    apiError,
    SessionsApi,
    ValidationProblemFromJSON,
} from "latchkey-account";
import { AuthenticationApi, Configuration as IspcrmConfiguration } from "latchkey-ispcrm";
import { refused } from "./refused";

/** A subscriber with three devices ends the session of one, then of another, and tries an unacceptable password. */
export async function account(server: string): Promise<void> {
    const ispcrm = new AuthenticationApi(new IspcrmConfiguration({ basePath: server }));
    const devices: Configuration[] = [];
    for (let count = 0; count < 3; count += 1) {
        const { token } = await ispcrm.login({ username: "subscriber123", password: "password123" });
        devices.push(new Configuration({ basePath: server, accessToken: token }));
    }
    const [here, first, second] = devices.map((device) => new SessionsApi(device));

    const { sessions } = await here.listSessions();
    assert.deepEqual(sessions.map((session) => session.current).sort(), [false, false, true]);
    const mine = (await first.listSessions()).sessions.find((session) => session.current);
    assert.ok(mine);
    assert.deepEqual(
        { ...mine, current: false },
        sessions.find((session) => session.id === mine.id),
    );

    await here.endSession(mine.id);
    const ended = await refused(first.listSessions(), (error) => apiError(error, ProblemFromJSON));
    assert.equal(ended.status, 401);
    const { requestId, ...problem } = ended.body;
    assert.equal(requestId, ended.headers.get("x-request-id"));
    assert.deepEqual(problem, {
        type: "/problems/token_invalid",
        title: "Unauthorized",
        status: 401,
        detail: "The bearer token is not valid.",
        code: "token_invalid",
    });
    assert.equal((await second.listSessions()).sessions.length, 2);

    await here.endOtherSessions();
    assert.equal((await refused(second.listSessions(), (error) => apiError(error, ProblemFromJSON))).status, 401);
    assert.deepEqual((await here.listSessions()).sessions.map((session) => session.current), [true]);

    const password = new PasswordApi(devices[0]);
    const short = await refused(
        password.changePassword({ currentPassword: "password123", newPassword: "short" }),
        (error) => apiError(error, ValidationProblemFromJSON),
    );
    assert.equal(short.status, 422);
    const { code, errors } = short.body;
    assert.equal(code, "invalid_fields");
    assert.deepEqual(errors, { new_password: ["The new_password field must have at least 15 characters."] });

    await here.endSession(sessions.find((session) => session.current)?.id ?? "");
    assert.equal((await refused(here.listSessions(), (error) => apiError(error, ProblemFromJSON))).status, 401);
}
