// The fixtures of every test: a server, and a browser that must report no problems.

import { expect, test as base } from '@playwright/test';
import { join } from 'node:path';
import { OUTPUT, PROGRAM } from './paths.mjs';
import { startServer } from './server.mjs';

export { expect };

const PROBLEMS = ['error', 'warning', 'assert'];
/** Chromium prints this for each response of 400 or above. The responses themselves are checked. */
const STATUS_MESSAGE = /^Failed to load resource: the server responded with a status of \d+ /;

const QUIET = { message: 'the browser reports no problems', timeout: 5_000 };

export const test = base.extend({
    /** The address of the server under test: the one that LATCHKEY_TEST_URL names, or one that this worker starts. */
    origin: [
        async ({}, use, { workerIndex }) => {
            if (process.env.LATCHKEY_TEST_URL) {
                await use(new URL(process.env.LATCHKEY_TEST_URL).origin);
                return;
            }
            const server = await startServer(PROGRAM, join(OUTPUT, `server-${workerIndex}.log`));
            await use(server.origin);
            expect(await server.stop(), 'the server logs no warning, and stops when told to').toBe('');
        },
        { scope: 'worker', timeout: 60_000 },
    ],

    baseURL: ({ origin }, use) => use(origin),

    /** Announces a response of 400 or above: `expectStatus(401, '/portal')`. Any other one fails the test, and so does
     * a missing one. */
    expectStatus: [
        async ({ page, origin }, use) => {
            const problems = watch(page.context(), origin);
            const expected = [];
            await use((status, path) => expected.push(`answered ${status}: ${origin}${path}`));
            // An announced response may not have arrived yet.
            await expect.poll(() => problems, QUIET).toEqual(expected);
            await expectToFit(page);
            expect(problems, QUIET.message).toEqual(expected);
        },
        { auto: true },
    ],
});

// Fails when the page scrolls sideways, or when a phone shows it smaller because it was made for larger windows.
async function expectToFit(page) {
    // The browser renders JSON documents itself.
    if ((await page.evaluate(() => document.contentType)) !== 'text/html') {
        return;
    }
    const { width } = page.viewportSize();
    const widths = () =>
        page.evaluate(() => ({ layout: window.innerWidth, content: document.documentElement.scrollWidth }));
    await expect.poll(widths, 'the page is as wide as its window').toEqual({ layout: width, content: width });
}

// Collects problems. A violation of a content security policy is an error in the console.
function watch(context, origin) {
    const problems = [];
    context.on('console', (message) => {
        if (PROBLEMS.includes(message.type()) && !STATUS_MESSAGE.test(message.text())) {
            problems.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
        }
    });
    context.on('weberror', (error) => problems.push(`page error: ${error.error().message}`));
    context.on('request', (request) => {
        const url = new URL(request.url());
        if (!['data:', 'blob:'].includes(url.protocol) && url.origin !== origin) {
            problems.push(`request to another host: ${request.url()}`);
        }
    });
    context.on('requestfailed', (request) => {
        // The browser gives up the icon of a page that it leaves.
        if (!(request.url() === `${origin}/favicon.svg` && request.failure()?.errorText === 'net::ERR_ABORTED')) {
            problems.push(`failed: ${request.url()}: ${request.failure()?.errorText}`);
        }
    });
    context.on('response', (response) => {
        if (response.status() >= 400) {
            problems.push(`answered ${response.status()}: ${response.url()}`);
        }
    });
    return problems;
}
