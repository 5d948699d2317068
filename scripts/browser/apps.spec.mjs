// Apps in a web view, such as Capacitor's, whose pages have an origin of their own: each contract, and what is refused.

import { expect, test as base } from '@playwright/test';
import { join } from 'node:path';
import { documentNamed, exampleOf } from './documents.mjs';
import { OUTPUT, PROGRAM } from './paths.mjs';
import { startServer } from './server.mjs';

/** The page of a Capacitor app on Android. Chromium cannot open that on iOS, `capacitor://localhost`. */
const APP = 'https://localhost';
/** A page of the sites of a company. */
const SHOP = 'https://shop.example.com';
const ALLOWED = [APP, 'https://*.example.com'];
const PAGE = '<!doctype html><title>App</title><link rel="icon" href="data:,">';
/** Headers of an app's own. A browser asks whether a page may send them. */
const OWN_HEADERS = { 'X-Requested-With': 'XMLHttpRequest', 'Cache-Control': 'no-cache', 'X-App-Version': '4.2.0' };
/** What `fetch` says of whatever a page may not read. */
const REFUSED = 'TypeError: Failed to fetch';

const API_KEY = 'api_demo00000000000000000000';
const ME = '/api/v1/auth/me';
const SESSIONS = '/account/v1/sessions';
const LOGOUT = '/api/v1/auth/logout';

/** Where an app of each contract logs in, what it then reads of the account, and where it logs out. */
const CONTRACTS = {
    ispcrm: {
        login: '/api/v1/subscriber/Login',
        token: (body) => body.token,
        read: SESSIONS,
        account: session('ispcrm'),
        logout: '/api/v1/subscriber/Logout',
    },
    staff: {
        login: '/api/v1/auth/login',
        token: (body) => body.data.token,
        read: ME,
        account: { data: { name: 'Admin User' } },
        logout: LOGOUT,
    },
    subscriber: {
        login: '/api/v1/subscriber/login',
        token: (body) => body.data.token,
        read: SESSIONS,
        account: session('subscriber'),
        logout: '/api/v1/subscriber/logout',
    },
    management: {
        login: '/v1/auth/login',
        headers: { 'x-api-key': API_KEY },
        token: (body) => body.token,
        read: '/v1/auth/user',
        account: { user: { firstName: 'Admin', lastName: 'User' } },
        logout: '/v1/auth/logout',
    },
    // It has a login only. The rest is of `staff`.
    netxd: {
        login: '/rpc/admin/UserService/GetToken',
        token: (body) => body.authResponse.JWT,
        read: ME,
        account: { data: { name: 'NetXD Admin' } },
        logout: LOGOUT,
    },
};

function session(contract) {
    return { sessions: expect.arrayContaining([expect.objectContaining({ contract, current: true })]) };
}

const test = base.extend({
    url: [
        async ({}, use, { workerIndex }) => {
            const server = await startServer(PROGRAM, join(OUTPUT, `server-apps-${workerIndex}.log`), ALLOWED);
            await use(server.origin);
            expect(await server.stop(), 'the server logs no warning, and stops when told to').toBe('');
        },
        { scope: 'worker', timeout: 60_000 },
    ],

    /** Opens the page of an app. */
    open: async ({ page, url }, use) => {
        const preflights = [];
        const refusals = [];
        const browser = await page.context().newCDPSession(page);
        await browser.send('Network.enable');
        browser.on('Network.responseReceived', ({ type, response }) => {
            if (type === 'Preflight') {
                preflights.push(response);
            }
        });
        browser.on('Network.loadingFailed', ({ type, corsErrorStatus }) => {
            if (type === 'Fetch') {
                refusals.push(corsErrorStatus?.corsError);
            }
        });
        await use(async (origin) => {
            await page.route(`${origin}/`, (route) => route.fulfill({ contentType: 'text/html', body: PAGE }));
            await page.goto(`${origin}/`);
            // While it intercepts anything, Playwright answers preflights itself.
            await page.unroute(`${origin}/`);
            return new App(page, url, preflights, refusals);
        });
    },
});

/** The page of an app, the responses to the preflights of its requests, and why it may not read a response. */
class App {
    constructor(page, url, preflights, refusals) {
        this.page = page;
        this.url = url;
        this.preflights = preflights;
        this.refusals = refusals;
    }

    /** Sends a request as the page's own code does, and returns what that reads. */
    send(method, path, { headers, body } = {}) {
        return this.page.evaluate(
            async ({ address, ...request }) => {
                try {
                    const response = await fetch(address, request);
                    const id = response.headers.get('x-request-id');
                    return { status: response.status, id, body: await response.json() };
                } catch (error) {
                    return String(error);
                }
            },
            { address: this.url + path, method, headers: { ...OWN_HEADERS, ...headers }, body: JSON.stringify(body) },
        );
    }

    /** Logs in with the example of a document. */
    logIn(contract, headers) {
        const { login, headers: own } = CONTRACTS[contract];
        const body = exampleOf(documentNamed(contract), login, 'post');
        return this.send('POST', login, { headers: { 'Content-Type': 'application/json', ...own, ...headers }, body });
    }
}

// Without it, no page may call a server on its user's own machine.
test.use({ permissions: ['local-network-access'] });

test.describe('an app in a web view', { tag: '@once' }, () => {
    test.skip(Boolean(process.env.LATCHKEY_TEST_URL), 'it needs a server that allows its origin');

    for (const [contract, { token, read, account, logout }] of Object.entries(CONTRACTS)) {
        test(`logs in at ${contract}, reads the account, and logs out`, async ({ open }) => {
            const app = await open(APP);
            const login = await app.logIn(contract);
            expect(login).toMatchObject({ status: 200, id: expect.stringMatching(/^[0-9a-f]{32}$/) });
            const headers = { Authorization: `Bearer ${token(login.body)}` };
            expect(await app.send('GET', read, { headers })).toMatchObject({ status: 200, body: account });
            expect(await app.send('POST', logout, { headers })).toMatchObject({ status: 200 });
            expect(await app.send('GET', read, { headers })).toMatchObject({ status: 401 });
            // Before it reads the account again, the browser does not ask again.
            const asked = () => app.preflights.map(({ url }) => url.replace(app.url, ''));
            await expect.poll(asked).toEqual([CONTRACTS[contract].login, read, logout]);
        });
    }

    test('is one of the sites that a pattern allows, and need not ask again for ten minutes', async ({ open }) => {
        const app = await open(SHOP);
        const body = { data: { user: { name: 'Admin User' } } };
        expect(await app.logIn('staff')).toMatchObject({ status: 200, body });
        const headers = { 'access-control-allow-origin': SHOP, 'access-control-max-age': '600' };
        await expect.poll(() => app.preflights).toMatchObject([{ status: 204, headers }]);
    });

    const refused = {
        'of another site': { origin: 'https://app.example.org' },
        'of the same host without TLS': { origin: 'http://localhost' },
        'of a site that the pattern does not reach': { origin: 'https://deep.shop.example.com' },
        'that names an address': {
            origin: APP,
            headers: { 'X-Forwarded-For': '192.0.2.1' },
            reason: 'HeaderDisallowedByPreflightResponse',
        },
    };
    for (const [which, { origin, headers, reason }] of Object.entries(refused)) {
        test(`${which} is refused`, async ({ open }) => {
            const app = await open(origin);
            expect(await app.logIn('staff', headers)).toBe(REFUSED);
            await expect.poll(() => app.refusals).toEqual([reason ?? 'PreflightMissingAllowOriginHeader']);
        });
    }
});
