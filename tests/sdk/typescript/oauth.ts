import assert from "node:assert/strict";

import { Configuration, DiscoveryApi, ErrorResponseFromJSON, apiError, TokensApi } from "latchkey-oauth";
import { AuthenticationApi, Configuration as StaffConfiguration } from "latchkey-staff";
import { refused } from "./refused";

const API_KEY = "api_demo00000000000000000000";
const CLIENT_SECRET = `cs_demo${"0".repeat(36)}`;

/** A service reads the metadata, introspects a token, revokes it, and introspects it again. */
export async function oauth(server: string): Promise<void> {
    const anonymous = new Configuration({ basePath: server });
    const service = new TokensApi(new Configuration({ basePath: server, apiKey: API_KEY }));

    const metadata = await new DiscoveryApi(anonymous).metadata();
    assert.deepEqual(
        [metadata.issuer, metadata.introspectionEndpoint, metadata.revocationEndpoint],
        [server, `${server}/oauth/introspect`, `${server}/oauth/revoke`],
    );

    const credentials = { email: "admin@example.com", password: "your-password" };
    const staff = new AuthenticationApi(new StaffConfiguration({ basePath: server }));
    const { token } = (await staff.login(credentials)).data;
    const { active, username, aud, clientId, tokenType } = await service.introspect(token);
    assert.deepEqual([active, username, aud, clientId, tokenType], [true, "admin", "users", "staff", "Bearer"]);

    const credential = { basePath: server, username: API_KEY, password: CLIENT_SECRET };
    const library = new TokensApi(new Configuration(credential));
    assert.deepEqual(await library.introspect(token), await service.introspect(token));

    await new TokensApi(anonymous).revoke(token);
    const worthless = await service.introspect(token);
    assert.deepEqual(JSON.parse(JSON.stringify(worthless)), { active: false });

    const stranger = new TokensApi(new Configuration({ basePath: server, apiKey: "api_wrong" }));
    const answer = await refused(stranger.introspect(token), (error) => apiError(error, ErrorResponseFromJSON));
    assert.equal(answer.status, 401);
    assert.deepEqual(answer.body, {
        error: "invalid_client",
        errorDescription: "The API key is not valid.",
    });
}
