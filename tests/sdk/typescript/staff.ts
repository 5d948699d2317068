import assert from "node:assert/strict";

import { AuthenticationApi, Configuration, ErrorResponseFromJSON, apiError } from "latchkey-staff";
import { refused } from "./refused";

/** An administrator logs in, reads the current user, refreshes the token, and logs out. */
export async function staff(server: string): Promise<void> {
    let token = "";
    const api = new AuthenticationApi(new Configuration({ basePath: server, accessToken: () => token }));

    const login = await api.login({ email: "admin@example.com", password: "your-password" });
    token = login.data.token;
    assert.deepEqual(login, {
        success: true,
        message: "Login successful",
        data: {
            user: { id: 1, name: "Admin User", email: "admin@example.com", role: "admin" },
            token,
            tokenType: "bearer",
            expiresIn: 3600,
        },
    });

    const user = {
        id: 1,
        name: "Admin User",
        email: "admin@example.com",
        phone: "01712345678",
        role: "admin",
        ispId: 1,
        branchId: 1,
        permissions: ["subscribers.view", "subscribers.create", "packages.view"],
    };
    assert.deepEqual(await api.me(), { success: true, data: user });

    const next = await api.refresh();
    assert.notEqual(next.data.token, token);
    token = next.data.token;
    assert.deepEqual(next, { success: true, data: { token, tokenType: "bearer", expiresIn: 3600 } });
    assert.deepEqual((await api.me()).data, user);

    assert.deepEqual(await api.logout(), { success: true, message: "Successfully logged out" });

    const answer = await refused(api.me(), (error) => apiError(error, ErrorResponseFromJSON));
    assert.equal(answer.status, 401);
    assert.deepEqual(answer.body, { success: false, message: "Unauthenticated" });
}
