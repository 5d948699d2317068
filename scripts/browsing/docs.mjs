// Swagger UI at /docs: looks into every contract, logs in by "Try it out", and shows the profile to whoever has a token
// or an API key.

import assert from 'node:assert/strict';
import { assertAccessible, assertFits } from './accessibility.mjs';
import { inWindow, PLAIN, WINDOWS } from './browser.mjs';
import { exampleOf } from './documents.mjs';
import { SwaggerUi } from './swagger.mjs';
import { Watch } from './watch.mjs';

/** The API key of the demonstration. */
const API_KEY = 'api_demo00000000000000000000';

/** Findings of axe-core in what Swagger UI itself makes of any document; it has no settings for these. */
const OF_SWAGGER_UI = [
    'button-name', // Its buttons for copying and for the dark mode have a picture only.
    'label', // The field for a body has none,
    'select-name', // and neither have its lists of servers and of examples.
    'nested-interactive', // An operation's path is a link within the button that opens it.
    'scrollable-region-focusable', // Chromium itself lets the keyboard come to what can be scrolled.
];

/** What differs from run to run about an answer: the server's port, the token, and the time. */
const CHANGING = [
    '.curl-command',
    'div:has(> .request-url)',
    '.live-responses-table .response-col_description > div:not(:has(.highlight-code))',
];

/** Tells the stories. */
export async function browse({ browser, api, server, report, pictures, documents }) {
    for (const window of WINDOWS) {
        await report.story(`Swagger UI ${window.title}`, () =>
            inWindow(browser, window, async (page) => {
                const watch = new Watch(page.context(), server.origin);
                const stage = { api, report, pictures, documents, window, page, watch };
                stage.ui = new SwaggerUi(page, server.origin);
                await lookAround(stage);
                await useToken(stage);
                await comeAgain(stage);
                await useApiKey(stage);
            }),
        );
    }
}

async function lookAround({ report, documents, window, page, watch, ui }) {
    await report.step('opens', () => ui.open());
    await report.check('follows the light or dark setting of the system', async () => {
        const isDark = await page.evaluate(() => document.documentElement.classList.contains('dark-mode'));
        assert.equal(isDark, window.settings.colorScheme === 'dark');
    });
    await report.check('offers every contract, and no other', async () => {
        const titles = documents.map(({ title }) => title);
        assert.deepEqual((await ui.offered()).sort(), titles.sort());
    });
    await report.check('shows each contract with all its operations', async () => {
        for (const { title, content } of documents) {
            await ui.choose(title);
            const paths = Object.values(content.paths).flatMap((path) => Object.values(path));
            const idents = paths.map(({ operationId }) => operationId);
            assert.deepEqual((await ui.operations()).sort(), idents.sort(), title);
        }
    });
    await report.check('causes no complaint of the browser, and no request to another host', () => watch.quiet());
}

async function useToken({ api, report, pictures, documents, window, page, watch, ui }) {
    const staff = documents.find(({ name }) => name === 'staff');
    let token;
    await report.step('opens with the contract that its address names', async () => {
        await ui.open(`/docs/?urls.primaryName=${encodeURIComponent(staff.title)}`);
        assert.equal(await ui.title(), staff.title);
    });
    await report.step('logs in with the documented example as it stands there', async () => {
        assert.deepEqual(await ui.body('login'), exampleOf(staff.content, '/api/v1/auth/login', 'post'));
        const { status, body } = await ui.execute('login');
        assert.equal(status, 200, JSON.stringify(body));
        token = body.data.token;
        assert.match(token, /^[\w-]+\.[\w-]+\.[\w-]+$/);
    });
    await pictures.keep(page, `docs-login-${window.name}`);
    await report.check('fits into the window with an answer open', () => assertFits(page));
    await report.check('has no serious finding of axe-core, such as pale text, but for Swagger UI’s own', () =>
        assertAccessible(page, { leftOut: OF_SWAGGER_UI }),
    );
    await report.check('shows the error to whoever has not given the token', async () => {
        watch.expect(401, '/api/v1/auth/me');
        const { status, body } = await ui.execute('me');
        assert.deepEqual({ status, success: body.success }, { status: 401, success: false });
    });
    await report.step('takes the token in the dialog for that', () => ui.authorize('Bearer', token));
    await report.step('shows the profile that the token is for', async () => {
        const shown = await ui.execute('me');
        const answered = await api.send('GET', '/api/v1/auth/me', { token });
        assert.deepEqual(shown, { status: 200, body: answered.json() });
    });
    if (window === PLAIN) {
        await ui.close('login');
        await pictures.show(page, 'docs', { width: 1000, until: ui.answer('me'), without: CHANGING });
    }
    await report.check('causes no complaint of the browser, and no request to another host', () => watch.quiet());
}

// Credentials do not survive on purpose: they do not belong into the browser's storage.
async function comeAgain({ report, documents, watch, ui }) {
    const { title } = documents.find(({ name }) => name === 'staff');
    await report.check('shows the same contract when loaded again, and has forgotten the token', async () => {
        assert.deepEqual(await ui.authorized(), ['Bearer']);
        await ui.reload();
        assert.equal(await ui.chosen(), title);
        assert.equal(await ui.title(), title);
        assert.deepEqual(await ui.authorized(), []);
        watch.expect(401, '/api/v1/auth/me');
        assert.equal((await ui.execute('me')).status, 401);
    });
    await report.check('causes no complaint of the browser, and no request to another host', () => watch.quiet());
}

async function useApiKey({ api, report, pictures, documents, window, page, watch, ui }) {
    const { title } = documents.find(({ name }) => name === 'management');
    await report.step('changes to another contract in the drop-down', () => ui.choose(title));
    await report.step('takes the API key in the dialog for that', () => ui.authorize('ApiKey', API_KEY));
    await report.step('shows the profile that the API key is for', async () => {
        const shown = await ui.execute('getUser');
        const answered = await api.send('GET', '/v1/auth/user', { apiKey: API_KEY });
        assert.deepEqual(shown, { status: 200, body: answered.json() });
    });
    await report.step('shows it to the token of a login through this contract too', async () => {
        const { status, body } = await ui.execute('login');
        assert.equal(status, 200, JSON.stringify(body));
        await ui.forget('ApiKey');
        await ui.authorize('Bearer', body.token);
        const shown = await ui.execute('getUser');
        const answered = await api.send('GET', '/v1/auth/user', { token: body.token });
        assert.deepEqual(shown, { status: 200, body: answered.json() });
    });
    await pictures.keep(page, `docs-profile-${window.name}`);
    await report.check('fits into the window with two operations open', () => assertFits(page));
    await report.check('causes no complaint of the browser, and no request to another host', () => watch.quiet());
}
