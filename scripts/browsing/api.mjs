// The APIs, as an app uses them: what a page shows is compared with what they answer.

import assert from 'node:assert/strict';

/** Talks to one server. */
export class Api {
    #origin;

    constructor(origin) {
        this.#origin = origin;
    }

    /** Sends a request, and returns its status and its body. */
    async send(method, path, { token, apiKey, agent, body } = {}) {
        const headers = {
            ...(token && { Authorization: `Bearer ${token}` }),
            ...(apiKey && { 'x-api-key': apiKey }),
            ...(agent && { 'User-Agent': agent }),
            ...(body && { 'Content-Type': 'application/json' }),
        };
        const signal = AbortSignal.timeout(30_000);
        const answer = await fetch(this.#origin + path, { method, headers, body: JSON.stringify(body), signal });
        const text = await answer.text();
        return { status: answer.status, text, json: () => JSON.parse(text) };
    }

    /** Logs a subscriber in, from a device with this user agent, and returns what the API says of them. */
    async logIn({ username, password }, agent) {
        const answer = await this.send('POST', '/api/v1/subscriber/login', { agent, body: { username, password } });
        assert.equal(answer.status, 200, answer.text);
        return answer.json().data;
    }

    /** The open sessions of a token's account. */
    async sessions(token) {
        const answer = await this.send('GET', '/account/v1/sessions', { token });
        assert.equal(answer.status, 200, answer.text);
        return answer.json().sessions;
    }

    /** Ends all sessions of a token's account but that of the token. */
    async endOtherSessions(token) {
        const answer = await this.send('DELETE', '/account/v1/sessions', { token });
        assert.equal(answer.status, 204, answer.text);
    }

    /** Fails unless a token is good. */
    async assertTaken(token) {
        assert.equal((await this.send('GET', '/account/v1/sessions', { token })).status, 200);
    }

    /** Fails unless a token is refused. */
    async assertRefused(token) {
        assert.equal((await this.send('GET', '/account/v1/sessions', { token })).status, 401);
    }
}
