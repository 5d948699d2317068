// Swagger UI at /docs: shows every contract, logs in with "Try it out", and shows the profile to a caller with a token
// or an API key.

import { expectAccessible } from './accessibility.mjs';
import { DOCUMENTS, documentNamed, exampleOf } from './documents.mjs';
import { expect, test as base } from './fixtures.mjs';
import { keepDocumentationPicture, keepPicture } from './pictures.mjs';
import { SwaggerUi } from './swagger.mjs';

const STAFF = documentNamed('staff');
const MANAGEMENT = documentNamed('management');

/** The API key of the demonstration. */
const API_KEY = 'api_demo00000000000000000000';

/** Rules of axe-core that Swagger UI itself breaks with any document. It has no settings for these. */
const BROKEN_BY_SWAGGER_UI = [
    'button-name', // Its buttons for copying and for the dark mode have a picture only.
    'label', // The field for a body has none,
    'select-name', // and neither have its lists of servers and of examples.
    'nested-interactive', // An operation's path is a link within the button that opens it.
    'scrollable-region-focusable', // Chromium itself lets the keyboard come to what can be scrolled.
];

/** The parts of a response that differ from run to run: the port, the token, and the time. */
const CHANGING = [
    '.curl-command',
    'div:has(> .request-url)',
    '.live-responses-table .response-col_description > div:not(:has(.highlight-code))',
];

const test = base.extend({
    ui: async ({ page }, use) => use(new SwaggerUi(page)),
});

test('Swagger UI shows every contract with all its operations, light or dark as the system is', async ({
    page,
    ui,
    colorScheme,
}) => {
    await ui.open();
    const isDark = await page.evaluate(() => document.documentElement.classList.contains('dark-mode'));
    expect(isDark).toBe(colorScheme === 'dark');
    const titles = DOCUMENTS.map(({ title }) => title);
    expect((await ui.contracts.locator('option').allTextContents()).sort()).toEqual(titles.sort());
    for (const { title, content } of DOCUMENTS) {
        await ui.choose(title);
        const operations = Object.values(content.paths).flatMap((path) => Object.values(path));
        const idents = operations.map(({ operationId }) => operationId).sort();
        await expect.poll(async () => (await ui.operations()).sort(), title).toEqual(idents);
    }
});

test('the documented example logs in as it stands there', async ({ page, ui }) => {
    await ui.open(STAFF.title);
    expect(await ui.body('login')).toEqual(exampleOf(STAFF, '/api/v1/auth/login', 'post'));
    await logIn(ui);
    await keepPicture(page, 'docs-login');
    await expectAccessible(page, BROKEN_BY_SWAGGER_UI);
});

test('an error is shown with the headers of its own, and with no choice of one example', { tag: '@once' }, async ({
    page,
    ui,
}) => {
    await ui.open(STAFF.title);
    await ui.operation('login');
    const response = page.locator('#operations-Authentication-login .responses-table .response[data-code="429"]');
    await expect(response.locator('.headers tbody tr')).toHaveText([/^Retry-After/]);
    await expect(response.getByText('Examples')).toBeHidden();
    await expect(response.getByRole('combobox')).toHaveCount(0);
    const unauthorized = page.locator('#operations-Authentication-login .responses-table .response[data-code="401"]');
    await expect(unauthorized.locator('.headers')).toHaveCount(0);
});

test('the profile is shown to a caller with a token, which a reload forgets', { tag: '@light' }, async ({
    page,
    ui,
    request,
    expectStatus,
}) => {
    await ui.open(STAFF.title);
    const token = await logIn(ui);
    expectStatus(401, '/api/v1/auth/me');
    expect(await ui.execute('me')).toMatchObject({ status: 401, body: { success: false } });
    await ui.authorize('Bearer', token);
    const response = await request.get('/api/v1/auth/me', { headers: { authorization: `Bearer ${token}` } });
    expect(await ui.execute('me')).toEqual({ status: 200, body: await response.json() });
    await ui.close('login');
    await keepDocumentationPicture(page, 'docs', { until: ui.response('me'), without: CHANGING });

    // Credentials must not be in the browser's storage.
    await ui.expectAuthorized(['Bearer']);
    await page.reload();
    await ui.expectShown(STAFF.title);
    await ui.expectAuthorized([]);
    expectStatus(401, '/api/v1/auth/me');
    expect(await ui.execute('me')).toMatchObject({ status: 401 });
});

test('the profile is shown for an API key, and for the token of a login', { tag: '@once' }, async ({ page, ui, request }) => {
    await ui.open(STAFF.title);
    await ui.choose(MANAGEMENT.title);
    await ui.authorize('ApiKey', API_KEY);
    const forKey = await request.get('/v1/auth/user', { headers: { 'x-api-key': API_KEY } });
    expect(await ui.execute('getUser')).toEqual({ status: 200, body: await forKey.json() });

    const login = await ui.execute('login');
    expect(login).toMatchObject({ status: 200, body: { token: expect.any(String) } });
    await ui.forget('ApiKey');
    await ui.authorize('Bearer', login.body.token);
    const headers = { authorization: `Bearer ${login.body.token}` };
    const forToken = await request.get('/v1/auth/user', { headers });
    expect(await ui.execute('getUser')).toEqual({ status: 200, body: await forToken.json() });
    await keepPicture(page, 'docs-profile');
});

// Logs in with the example of the staff contract, and returns the token.
async function logIn(ui) {
    const { status, body } = await ui.execute('login');
    expect({ status, body }).toMatchObject({ status: 200, body: { data: { token: expect.any(String) } } });
    expect(body.data.token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    return body.data.token;
}
