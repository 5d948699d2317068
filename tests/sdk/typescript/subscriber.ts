import assert from "node:assert/strict";

import { AuthenticationApi, Configuration, ErrorResponseFromJSON, apiError } from "latchkey-subscriber";
import { refused } from "./refused";

/** A subscriber logs in on two devices, refreshes a token, and logs out on both. */
export async function subscriber(server: string): Promise<void> {
    let token = "";
    const phone = new AuthenticationApi(new Configuration({ basePath: server, accessToken: () => token }));

    const login = await phone.login({ username: "subscriber1", password: "kettle-otter-velvet" });
    token = login.data.token;
    assert.deepEqual(login, {
        success: true,
        message: "Login successful",
        data: {
            subscriber: {
                id: 2,
                username: "subscriber1",
                fullname: "John Doe",
                email: "subscriber1@example.com",
                phone: "01712345678",
                packageName: "10MB Package",
                expirationDate: "2099-12-31 23:59:59",
                status: "active",
            },
            token,
            tokenType: "bearer",
            expiresIn: 2592000,
        },
    });

    const next = await phone.refreshToken();
    assert.notEqual(next.data.token, token);
    token = next.data.token;
    assert.deepEqual(next, { success: true, data: { token, tokenType: "bearer", expiresIn: 2592000 } });

    const second = await phone.login({ username: "subscriber1", password: "kettle-otter-velvet" });
    const tablet = new AuthenticationApi(new Configuration({ basePath: server, accessToken: second.data.token }));
    const everywhere = await tablet.logoutAll();
    assert.deepEqual(everywhere, { success: true, message: "Successfully logged out from all devices" });

    for (const device of [phone, tablet]) {
        const answer = await refused(device.logout(), (error) => apiError(error, ErrorResponseFromJSON));
        assert.equal(answer.status, 401);
        assert.deepEqual(answer.body, { success: false, message: "Unauthenticated" });
    }

    const disabled = await refused(
        phone.login({ username: "subscriber2", password: "kettle-otter-velvet" }),
        (error) => apiError(error, ErrorResponseFromJSON),
    );
    assert.equal(disabled.status, 403);
    assert.deepEqual(disabled.body, {
        success: false,
        message: "Your account is disabled. Please contact support.",
    });
}
