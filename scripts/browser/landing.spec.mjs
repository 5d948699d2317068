// The landing page at /. The tests follow its links and run its commands.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { controls, expectAccessible, tabThrough } from './accessibility.mjs';
import { DOCUMENTS } from './documents.mjs';
import { expect, test } from './fixtures.mjs';
import { ROOT } from './paths.mjs';
import { keepPicture } from './pictures.mjs';
import { SwaggerUi } from './swagger.mjs';

// Those of contracts: the combined one is no item of the list.
const CONTRACTS = DOCUMENTS.filter(({ name }) => name !== 'latchkey');
const run = promisify(execFile);
const [, VERSION] = readFileSync(join(ROOT, 'Cargo.toml'), 'utf8').match(/^version = "(.+)"$/m);

test.beforeEach(async ({ page }) => {
    const response = await page.goto('/');
    expect(response.status()).toBe(200);
});

test('the landing page says what the server is, and its version', async ({ page }) => {
    await expect(page.locator('main')).toContainText(new RegExp(`\\bLatchkey ${VERSION.replaceAll('.', '\\.')}\\b`));
    await expect(page).toHaveTitle(/\S/);
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
});

test('the landing page lists every contract, with its document and with Swagger UI showing it', async ({ page }) => {
    const expected = CONTRACTS.map(({ name, title, content }) => ({
        title,
        description: content.info.description.replaceAll('`', ''),
        links: [
            `/docs/?urls.primaryName=${encodeURIComponent(title)}`,
            `/openapi/${name}.json`,
            `/openapi/${name}.yaml`,
        ],
    }));
    const listed = await page.getByRole('listitem').evaluateAll((items) =>
        items.map((item) => ({
            title: item.querySelector('h3').textContent,
            description: item.querySelector('h3 + p').textContent,
            links: [...item.querySelectorAll('a')].map((link) => link.getAttribute('href')),
        })),
    );
    expect(byTitle(listed)).toEqual(byTitle(expected));
});

test('the landing page copies its commands, and is accessible', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const copy = page.getByRole('button', { name: 'Copy' });
    await expect(copy).toHaveCount(await page.locator('pre').count());
    await copy.first().click();
    await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toBe(await page.locator('pre').first().textContent());
    await keepPicture(page, 'landing');
    await expectAccessible(page);
});

test.describe('what the landing page offers', { tag: '@once' }, () => {
    test('every link to this server is answered', async ({ page, request, origin }) => {
        const links = await page.locator('a').evaluateAll((all) => all.map(({ href }) => href));
        const own = new Set(links.filter((link) => new URL(link).origin === origin));
        expect(own.size).not.toBe(0);
        for (const link of own) {
            const response = await request.get(link);
            expect(response.status(), link).toBe(200);
        }
    });

    test('each contract opens in Swagger UI', async ({ page }) => {
        const ui = new SwaggerUi(page);
        for (const { title } of CONTRACTS) {
            await page.goto('/');
            await page.getByRole('listitem').filter({ hasText: title }).getByRole('link', { name: 'Browse' }).click();
            await ui.expectShown(title);
        }
    });

    test('the curl line logs in, run as it is printed', async ({ page, request }) => {
        const lines = (await page.locator('pre').allInnerTexts()).filter((text) => text.startsWith('curl '));
        expect(lines).toHaveLength(1);
        expect(lines[0]).not.toContain('\n');
        const { stdout } = await run('sh', ['-c', lines[0]], { timeout: 30_000 });
        const token = tokenIn(JSON.parse(stdout));
        expect(token, stdout).toBeDefined();
        const headers = { authorization: `Bearer ${token}` };
        expect((await request.get('/account/v1/sessions', { headers })).status()).toBe(200);
    });

    test('the recipes for client libraries name documents of this server', async ({ page, request, origin }) => {
        const texts = await page.locator('pre').allInnerTexts();
        const recipes = texts.filter((text) => !text.startsWith('curl '));
        expect(recipes).toHaveLength(5);
        for (const recipe of recipes) {
            const [address] = recipe.match(/http\S+/) ?? [];
            expect(new URL(address).origin).toBe(origin);
            const document = await (await request.get(address)).json();
            expect(document.openapi).toMatch(/^3\./);
        }
    });

    test('Tab comes to every link in order, and the focus can be seen', async ({ page }) => {
        const expected = await controls(page);
        expect(expected).not.toEqual([]);
        const stops = await tabThrough(page);
        // A scrollable element is a tab stop.
        const texts = await page.locator('pre').allTextContents();
        expect(stops.filter((stop) => !texts.includes(stop))).toEqual(expected);
    });
});

function byTitle(contracts) {
    return contracts.sort((one, other) => one.title.localeCompare(other.title));
}

// Each contract has the token in a different member.
function tokenIn(value) {
    if (value === null || typeof value !== 'object') {
        return undefined;
    }
    return value.token ?? Object.values(value).map(tokenIn).find((token) => token !== undefined);
}
