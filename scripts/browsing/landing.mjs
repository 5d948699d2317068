// The page at /: says what the server is, and everything that it links to or prints is tried.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { assertAccessible, assertFits, pressable, tabThrough } from './accessibility.mjs';
import { inWindow, PLAIN, WINDOWS } from './browser.mjs';
import { versionOf } from './server.mjs';
import { SwaggerUi } from './swagger.mjs';
import { Watch } from './watch.mjs';

const run = promisify(execFile);

/** Tells the stories. */
export async function browse(stage) {
    for (const window of WINDOWS) {
        await visit(stage, `The page at / ${window.title}`, window, async (visitor) => {
            await read(visitor);
            await look(visitor, window);
        });
    }
    await visit(stage, 'The page at /, followed', PLAIN, async (visitor) => {
        await followLinks(visitor);
        await openInSwaggerUi(visitor);
        await runWhatItPrints(visitor);
        await walk(visitor);
    });
}

async function visit(stage, title, window, tell) {
    await stage.report.story(title, () =>
        inWindow(stage.browser, window, async (page) => {
            const watch = new Watch(page.context(), stage.server.origin);
            await stage.report.step('opens', async () => {
                const answer = await page.goto(`${stage.server.origin}/`);
                assert.equal(answer.status(), 200);
            });
            await tell({ ...stage, page, watch });
            await stage.report.check('causes no complaint of the browser, and no request to another host', () =>
                watch.quiet(),
            );
        }),
    );
}

async function read({ report, documents, binary, page }) {
    await report.check('says what the server is, and its version', async () => {
        const text = await page.locator('main').innerText();
        assert.match(text, new RegExp(`\\bLatchkey ${versionOf(binary).replaceAll('.', '\\.')}\\b`));
        assert.notEqual(await page.title(), '');
        assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
    });
    await report.check('lists every contract, with its document and with Swagger UI showing it', async () => {
        const expected = documents.map(({ name, title, content }) => ({
            title,
            description: content.info.description,
            links: [`/docs/?urls.primaryName=${encodeURIComponent(title)}`, `/openapi/${name}.json`],
        }));
        assert.deepEqual(byTitle(await listed(page)), byTitle(expected));
    });
    await report.check('has no script', async () => assert.equal(await page.locator('script').count(), 0));
}

async function look({ report, pictures, page }, window) {
    await pictures.keep(page, `landing-${window.name}`);
    await report.check('fits into the window', () => assertFits(page));
    await report.check('has no serious finding of axe-core', () => assertAccessible(page));
}

async function followLinks({ api, server, report, page }) {
    await report.check('links to nothing of this server that does not answer', async () => {
        const links = await page.locator('a').evaluateAll((all) => all.map(({ href }) => new URL(href).href));
        const own = links.filter((link) => new URL(link).origin === server.origin);
        assert.notEqual(own.length, 0);
        for (const link of new Set(own)) {
            const { status } = await api.send('GET', link.slice(server.origin.length));
            assert.equal(status, 200, link);
        }
    });
}

async function openInSwaggerUi({ server, report, documents, page }) {
    await report.check('leads to Swagger UI with the very contract chosen', async () => {
        const ui = new SwaggerUi(page, server.origin);
        for (const { title } of documents) {
            await page.getByRole('listitem').filter({ hasText: title }).getByRole('link', { name: 'Browse' }).click();
            await ui.shown();
            assert.deepEqual([await ui.chosen(), await ui.title()], [title, title]);
            await page.goto(`${server.origin}/`);
        }
    });
}

async function runWhatItPrints({ api, server, report, folder, page }) {
    const printed = await page.locator('pre').allInnerTexts();
    await report.check('prints a curl line that logs in, run as it is printed', async () => {
        const lines = printed.filter((text) => text.startsWith('curl '));
        assert.equal(lines.length, 1, printed.join('\n'));
        assert.doesNotMatch(lines[0], /\n/);
        const { stdout } = await run('sh', ['-c', lines[0]], { cwd: folder, timeout: 30_000 });
        const token = tokenIn(JSON.parse(stdout));
        assert.notEqual(token, undefined, stdout);
        await api.assertTaken(token);
    });
    await report.check('prints a recipe for a client library that names a document of this server', async () => {
        const recipes = printed.filter((text) => text.includes('openapi-generator-cli generate'));
        assert.equal(recipes.length, 1, printed.join('\n'));
        const [, address] = recipes[0].match(/ -i (\S+)/) ?? [];
        assert.equal(new URL(address).origin, server.origin);
        const answer = await api.send('GET', new URL(address).pathname);
        assert.match(answer.json().openapi, /^3\./);
    });
}

async function walk({ report, page }) {
    await report.check('brings Tab to every link, in its order, and shows where it is', async () => {
        const expected = await pressable(page);
        const stops = await tabThrough(page);
        // What can be scrolled is a stop of its own.
        const texts = await page.locator('pre').allTextContents();
        assert.deepEqual(
            stops.filter((stop) => !texts.includes(stop)),
            expected,
        );
    });
}

async function listed(page) {
    return page.getByRole('listitem').evaluateAll((items) =>
        items.map((item) => ({
            title: item.querySelector('h3').textContent,
            description: item.querySelector('h3 + p').textContent,
            links: [...item.querySelectorAll('a')].map((link) => link.getAttribute('href')),
        })),
    );
}

function byTitle(contracts) {
    return contracts.sort((one, other) => one.title.localeCompare(other.title));
}

// Where the token is in an answer is the contract's own affair.
function tokenIn(value) {
    if (value === null || typeof value !== 'object') {
        return undefined;
    }
    return value.token ?? Object.values(value).map(tokenIn).find((token) => token !== undefined);
}
