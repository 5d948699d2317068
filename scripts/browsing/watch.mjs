// What a browser complains about, and what it asks for, while a page is used.

import assert from 'node:assert/strict';
import { within } from './waiting.mjs';

/** How many milliseconds word of an answer may take that the page has already. */
const PATIENCE = 10_000;

/** Listens to one window. A violation of a content security policy is an error in the browser's console. */
export class Watch {
    #origin;
    #problems = [];
    #expected = [];
    #exempt = [];

    constructor(context, origin) {
        this.#origin = origin;
        context.on('console', (message) => this.#heard(message));
        context.on('weberror', (error) => this.#problems.push(`page error: ${error.error().message}`));
        context.on('request', (request) => this.#asked(request));
        context.on('requestfailed', (request) =>
            this.#problems.push(`failed: ${request.url()}: ${request.failure()?.errorText}`),
        );
        context.on('response', (response) => this.#answered(response));
    }

    /** Allows one answer with this status to come from this path. It must come before the next `quiet`. */
    expect(status, path) {
        const answer = { status, url: this.#origin + path };
        answer.hasCome = new Promise((resolve) => {
            answer.come = resolve;
        });
        this.#expected.push(answer);
        // The browser's own word on it in the console may come later still.
        this.#exempt.push(answer);
    }

    /** Fails when there was anything since the last time that should not be. */
    async quiet() {
        const allHaveCome = Promise.all(this.#expected.map(({ hasCome }) => hasCome));
        // Those that have not are told below.
        await within(PATIENCE, allHaveCome, 'not all have come').catch(() => {});
        const problems = this.#problems.splice(0);
        problems.push(...this.#expected.splice(0).map(({ status, url }) => `not answered ${status}: ${url}`));
        assert.deepEqual(problems, []);
    }

    #heard(message) {
        if (!['error', 'warning', 'assert'].includes(message.type())) {
            return;
        }
        const { url } = message.location();
        const isOfAnswer = (answer) => answer.url === url && message.text().includes(`status of ${answer.status} `);
        if (!taken(this.#exempt, isOfAnswer)) {
            this.#problems.push(`console: ${message.type()}: ${message.text()} (${url})`);
        }
    }

    #asked(request) {
        const url = new URL(request.url());
        if (!['data:', 'blob:'].includes(url.protocol) && url.origin !== this.#origin) {
            this.#problems.push(`asked another host: ${request.url()}`);
        }
    }

    #answered(response) {
        if (response.status() < 400) {
            return;
        }
        const isThis = ({ url, status }) => url === response.url() && status === response.status();
        const expected = taken(this.#expected, isThis);
        if (expected) {
            expected.come();
        } else {
            this.#problems.push(`answered ${response.status()}: ${response.url()}`);
        }
    }
}

// Takes the first one of this kind out of a list, if there is one.
function taken(list, isOne) {
    const index = list.findIndex(isOne);
    return index < 0 ? undefined : list.splice(index, 1)[0];
}
