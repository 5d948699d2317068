// The subscribers' portal: an app's web view comes in with its token, sees the account, signs another device out, then
// all of them, and is refused from then on.

import assert from 'node:assert/strict';
import { assertAccessible, assertFits, pressable, tabThrough, tabTo } from './accessibility.mjs';
import { inWindow, PLAIN, WINDOWS } from './browser.mjs';
import { Watch } from './watch.mjs';

/** A subscriber of the demonstration, who has a package. */
const SUBSCRIBER = { username: 'subscriber1', password: 'subscriber-password' };

/** What devices say they are when they log in, and what the page calls them. */
const PHONE = {
    agent: 'Mozilla/5.0 (Linux; Android 15; Pixel 9; wv) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36',
    name: 'App on Android',
};
const TABLET = {
    agent: 'Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1',
    name: 'Safari on iPad',
};
const LAPTOP = {
    agent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
    name: 'Firefox on Windows',
};

const SIGNED_OUT = 'You are not signed in';
const EVERYWHERE = 'Sign out everywhere';

/** How a button is pressed: with what a window has for that, or with the keyboard alone. */
const POINTER = {
    description: '',
    press: async (_, button, { settings }) => (settings.hasTouch ? button.tap() : button.click()),
};
const KEYBOARD = {
    description: ' with the keyboard alone',
    press: async (page, button) => {
        await tabTo(page, (await button.textContent()).trim());
        await page.keyboard.press('Enter');
    },
};

/** Tells the stories. */
export async function browse(stage) {
    for (const window of WINDOWS) {
        const look = async (page, name) => {
            await stage.pictures.keep(page, `portal-${name}-${window.name}`);
            if (window === PLAIN && name === 'account') {
                await stage.pictures.show(page, 'portal', { width: 1000, until: page.locator('main') });
            }
            await stage.report.check('fits into the window', () => assertFits(page));
            await stage.report.check('has no serious finding of axe-core', () => assertAccessible(page));
        };
        await visit(stage, `The portal ${window.title}`, { window, look });
    }
    await visit(stage, 'The portal without JavaScript', { window: PLAIN, settings: { javaScriptEnabled: false } });
    await visit(stage, 'The portal with the keyboard alone', { window: PLAIN, hand: KEYBOARD, look: walk(stage) });
}

// The whole way through. `look` is called for each page on it.
async function visit(stage, title, { window, settings, hand = POINTER, look = async () => {} }) {
    const { browser, api, server, report } = stage;
    await report.story(title, () =>
        inWindow(
            browser,
            window,
            async (page) => {
                const watch = new Watch(page.context(), server.origin);
                const subscriber = await api.logIn(SUBSCRIBER, PHONE.agent);
                // What another story may have left signed in, if it ended early.
                await api.endOtherSessions(subscriber.token);
                const devices = { phone: subscriber.token };
                devices.tablet = (await api.logIn(SUBSCRIBER, TABLET.agent)).token;
                devices.laptop = (await api.logIn(SUBSCRIBER, LAPTOP.agent)).token;
                const visitor = { ...stage, window, page, watch, hand, look, devices };
                await comeIn(visitor, subscriber.subscriber);
                await signOneOut(visitor);
                await signAllOut(visitor);
            },
            settings,
        ),
    );
}

async function comeIn({ api, server, report, pictures, page, watch, look, devices }, subscriber) {
    await report.step('signs the web view of an app in', async () => {
        watch.expect(401, '/portal');
        await page.goto(`${server.origin}/portal`);
        assert.equal(await heading(page), SIGNED_OUT);
        await openFromApp(page, server.origin, devices.phone);
        assert.equal(page.url(), `${server.origin}/portal`);
    });
    await report.check('greets by name, and shows package, status and expiry as the API tells them', async () => {
        assert.equal(await heading(page), `Hello, ${subscriber.fullname}`);
        assert.deepEqual(await account(page), {
            package: subscriber.package_name,
            status: subscriber.status,
            expires: subscriber.expiration_date,
        });
    });
    await report.check('lists the devices that the API lists, and says which one this is', async () => {
        const sessions = await api.sessions(devices.phone);
        const names = new Map([PHONE, TABLET, LAPTOP].map(({ agent, name }) => [agent, name]));
        const expected = sessions.map((session) => ({
            name: names.get(session.user_agent),
            signedIn: session.created_at.replace(/\.\d+/, ''),
            isThis: session.current,
        }));
        assert.equal(expected.length, 3);
        assert.deepEqual(byName(await listed(page)), byName(expected));
    });
    await report.check('keeps no more than a cookie that goes with the browser, and no script can read', async () => {
        const cookies = await page.context().cookies();
        assert.equal(cookies.length, 1);
        const { domain, path, expires, httpOnly, secure, sameSite } = cookies[0];
        assert.deepEqual([domain, path, expires], [new URL(server.origin).hostname, '/', -1]);
        // What is for https only, browsers take from a server on the same machine too.
        assert.deepEqual([httpOnly, secure, sameSite], [true, true, 'Lax']);
    });
    await report.check('has no script', async () => assert.equal(await page.locator('script').count(), 0));
    await look(page, 'account');
    await report.check('causes no complaint of the browser, and no request to another host', () => watch.quiet());
}

async function signOneOut({ api, report, window, page, watch, hand, devices }) {
    await report.step(`signs another device out${hand.description}`, async () => {
        const button = page.getByRole('button', { name: `Sign out ${LAPTOP.name}` });
        await Promise.all([page.waitForEvent('load'), hand.press(page, button, window)]);
        assert.deepEqual((await listed(page)).map(({ name }) => name).sort(), [PHONE.name, TABLET.name].sort());
    });
    await report.check('has signed out that device, and no other', async () => {
        await api.assertRefused(devices.laptop);
        await api.assertTaken(devices.tablet);
        await api.assertTaken(devices.phone);
    });
    await report.check('causes no complaint of the browser, and no request to another host', () => watch.quiet());
}

async function signAllOut({ api, server, report, window, page, watch, hand, look, devices }) {
    await report.step(`signs out everywhere${hand.description}`, async () => {
        watch.expect(401, '/portal');
        const button = page.getByRole('button', { name: EVERYWHERE });
        await Promise.all([page.waitForEvent('load'), hand.press(page, button, window)]);
        assert.equal(await heading(page), SIGNED_OUT);
    });
    await report.check('has signed out every device', async () => {
        await api.assertRefused(devices.phone);
        await api.assertRefused(devices.tablet);
        assert.deepEqual(await page.context().cookies(), []);
    });
    await look(page, 'signed-out');
    await report.check('refuses whoever loads it again, goes back, or comes with the token', async () => {
        watch.expect(401, '/portal');
        await page.reload();
        assert.equal(await heading(page), SIGNED_OUT);
        watch.expect(401, '/portal');
        await page.goBack();
        assert.equal(await heading(page), SIGNED_OUT);
        watch.expect(401, '/mobile-auto-login');
        await openFromApp(page, server.origin, devices.phone);
        assert.equal(page.url(), `${server.origin}/mobile-auto-login`);
        assert.deepEqual(await page.context().cookies(), []);
    });
    await report.check('causes no complaint of the browser, and no request to another host', () => watch.quiet());
}

// Apps give the token to the first request of a web view, and nothing else has it.
async function openFromApp(page, origin, token) {
    const first = `${origin}/mobile-auto-login`;
    await page.route(first, (route) =>
        route.continue({ headers: { ...route.request().headers(), authorization: `Bearer ${token}` } }),
    );
    await page.goto(first);
    await page.unroute(first);
}

// Looks at the account by its Tab stops. The other page has none.
function walk({ report }) {
    return async (page, name) => {
        if (name !== 'account') {
            return;
        }
        await report.check('brings Tab to every button, in its order, and shows where it is', async () => {
            const expected = await pressable(page);
            assert.notEqual(expected.length, 0);
            assert.deepEqual(await tabThrough(page), expected);
        });
    };
}

async function heading(page) {
    return page.getByRole('heading', { level: 1 }).textContent();
}

// What the page says of the account, in the words of the API.
async function account(page) {
    const value = async (term) => page.locator('dl > div', { hasText: term }).locator('dd');
    const expires = await (await value('Expires')).locator('time').getAttribute('datetime');
    return {
        package: await (await value('Package')).textContent(),
        status: (await (await value('Status')).textContent()).toLowerCase(),
        expires: expires.replace('T', ' ').replace('Z', ''),
    };
}

async function listed(page) {
    const devices = [];
    for (const item of await page.getByRole('listitem').all()) {
        devices.push({
            name: await item.getByRole('heading').evaluate((element) => element.firstChild.textContent.trim()),
            signedIn: await item.locator('time').first().getAttribute('datetime'),
            isThis: (await item.getByText('This device').count()) > 0,
        });
    }
    return devices;
}

function byName(devices) {
    return devices.sort((one, other) => one.name.localeCompare(other.name));
}
