import assert from "node:assert/strict";

import {
    AuthenticationApi,
    Configuration,
    ManagementErrorResponseFromJSON,
    apiError,
    ManagementValidationErrorResponseFromJSON,
} from "latchkey-management";
import { refused } from "./refused";

const API_KEY = "api_demo00000000000000000000";

/** A console with an API key reads and updates its owner's profile; the owner then logs in with a password, too. */
export async function management(server: string): Promise<void> {
    const console = new AuthenticationApi(new Configuration({ basePath: server, apiKey: API_KEY }));

    const { user, ...found } = await console.getUser();
    assert.deepEqual(found, { success: true, code: 0, message: "User found" });
    assert.deepEqual([user.userName, user.email, user.roles], ["admin", "admin@example.com", ["admin"]]);

    const birthDate = new Date("1990-05-17T00:00:00Z");
    const setting = { category: "console", group: "look", name: "theme", value: "dark" };
    const changed = await console.updateUser({ user: { title: "Dr", birthDate, settings: [setting] } });
    assert.deepEqual([changed.success, changed.code, changed.message], [true, 0, "User updated"]);
    const { updatedAt, settings, ...profile } = changed.user;
    const expected = { ...user, title: "Dr", birthDate };
    assert.deepEqual({ ...profile, updatedAt: user.updatedAt, settings: user.settings }, expected);
    assert.equal(settings.find((one) => one.name === "theme")?.value, "dark");
    const cleared = await console.updateUser({ user: { title: null, birthDate: null } });
    assert.deepEqual([cleared.user.title, cleared.user.birthDate], [null, null]);

    const login = await console.login({ username: "admin", password: "your-password" });
    const { token, ...rest } = login;
    assert.deepEqual(rest, { success: true, code: 0, message: "Login successful", expiresIn: 1800 });

    const person = new AuthenticationApi(new Configuration({ basePath: server, accessToken: token }));
    assert.equal((await person.getUser()).user.id, user.id);
    assert.deepEqual(await person.logout(), { success: true, code: 0, message: "Logout successful" });

    const ended = await refused(person.getUser(), (error) => apiError(error, ManagementErrorResponseFromJSON));
    assert.equal(ended.status, 401);
    assert.deepEqual(ended.body, {
        success: false,
        code: 1200,
        message: "Unauthenticated",
    });

    const stranger = new AuthenticationApi(new Configuration({ basePath: server, apiKey: "api_wrong" }));
    const unknown = await refused(stranger.getUser(), (error) => apiError(error, ManagementErrorResponseFromJSON));
    assert.equal(unknown.status, 401);
    assert.deepEqual(unknown.body, {
        success: false,
        code: 1201,
        message: "Invalid API key",
    });

    const invalid = await refused(
        console.updateUser({ user: { title: "x".repeat(256) } }),
        (error) => apiError(error, ManagementValidationErrorResponseFromJSON),
    );
    assert.equal(invalid.status, 422);
    assert.deepEqual(invalid.body, {
        success: false,
        code: 1003,
        message: "Validation failed",
        errors: { "user.title": ["The user.title field must not be greater than 255 characters."] },
    });
}
