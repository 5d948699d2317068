// The subscribers' portal: an app's web view opens it with a token, shows the account, signs out another device, then
// all devices, and is refused from then on.

import { controls, expectAccessible, tabThrough, tabTo } from './accessibility.mjs';
import { expect, test as base } from './fixtures.mjs';
import { keepDocumentationPicture, keepPicture } from './pictures.mjs';

/** A subscriber of the demonstration, who has a package. */
const SUBSCRIBER = { username: 'subscriber1', password: 'kettle-otter-velvet' };

/** The user agents of the devices, and their names on the page. */
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
const NAMES = new Map([PHONE, TABLET, LAPTOP].map(({ agent, name }) => [agent, name]));

const SIGNED_OUT = 'You are not signed in';

const test = base.extend({
    /** The subscriber's account, signed in on three devices. */
    account: async ({ request }, use) => {
        const phone = await logIn(request, PHONE);
        // Another test may have left sessions.
        const others = await request.delete('/account/v1/sessions', { headers: bearer(phone.token) });
        expect(others.status()).toBe(204);
        const tablet = await logIn(request, TABLET);
        const laptop = await logIn(request, LAPTOP);
        await use({
            subscriber: phone.subscriber,
            phone: phone.token,
            /** The status of each device's token in the account API. */
            statuses: async () => ({
                phone: (await sessions(request, phone.token)).status(),
                tablet: (await sessions(request, tablet.token)).status(),
                laptop: (await sessions(request, laptop.token)).status(),
            }),
        });
    },

    /** The portal, opened by the app on the phone. */
    portal: async ({ page, origin, account }, use) => {
        await openFromApp(page, account.phone);
        await expect(page).toHaveURL(`${origin}/portal`);
        await use(page);
    },

    /** Presses a button, by pointer or keyboard. */
    press: async ({ hasTouch }, use) => use((button) => (hasTouch ? button.tap() : button.click())),
});

describePortal();

test.describe('without JavaScript', { tag: '@once' }, () => {
    test.use({ javaScriptEnabled: false });
    describePortal();
});

test.describe('with the keyboard alone', { tag: '@once' }, () => {
    test.use({
        press: async ({ page }, use) =>
            use(async (button) => {
                await tabTo(page, (await button.textContent()).trim());
                await page.keyboard.press('Enter');
            }),
    });
    describePortal();

    test('Tab comes to every button in order, and the focus can be seen', async ({ portal }) => {
        const expected = await controls(portal);
        expect(expected).not.toEqual([]);
        expect(await tabThrough(portal)).toEqual(expected);
    });
});

test('the page of an account is accessible', async ({ portal }) => {
    await keepPicture(portal, 'portal-account');
    await keepDocumentationPicture(portal, 'portal', { until: portal.locator('main') });
    await expectAccessible(portal);
});

test('the page of someone who is not signed in is accessible', async ({ page, expectStatus }) => {
    expectStatus(401, '/portal');
    await page.goto('/portal');
    await expect(heading(page)).toHaveText(SIGNED_OUT);
    await keepPicture(page, 'portal-signed-out');
    await expectAccessible(page);
});

/** The behaviour in any window, with or without JavaScript, by pointer or keyboard. */
function describePortal() {
    test('the portal refuses a browser until an app signs it in, by one cookie that scripts cannot read', async ({
        page,
        origin,
        account,
        expectStatus,
    }) => {
        expectStatus(401, '/portal');
        await page.goto('/portal');
        await expect(heading(page)).toHaveText(SIGNED_OUT);
        await openFromApp(page, account.phone);
        await expect(page).toHaveURL(`${origin}/portal`);
        await expect(heading(page)).toHaveText(`Hello, ${account.subscriber.fullname}`);
        await expect(page.locator('script')).toHaveCount(0);
        const cookies = await page.context().cookies();
        expect(cookies).toHaveLength(1);
        // The cookie ends with the browser. On the same machine, browsers take a cookie for https only without https.
        const limits = { expires: -1, httpOnly: true, secure: true, sameSite: 'Lax' };
        expect(cookies[0]).toMatchObject({ domain: new URL(origin).hostname, path: '/', ...limits });
    });

    test('the portal shows the account and its devices as the API tells them', async ({
        portal,
        request,
        account: { subscriber, phone },
    }) => {
        await expect(heading(portal)).toHaveText(`Hello, ${subscriber.fullname}`);
        await expect(detail(portal, 'Package')).toHaveText(subscriber.package_name);
        await expect(detail(portal, 'Status')).toHaveText(new RegExp(`^${subscriber.status}$`, 'i'));
        const expires = `${subscriber.expiration_date.replace(' ', 'T')}Z`;
        await expect(detail(portal, 'Expires').locator('time')).toHaveAttribute('datetime', expires);

        const response = await (await sessions(request, phone)).json();
        const expected = response.sessions.map((session) => ({
            name: NAMES.get(session.user_agent),
            signedIn: session.created_at.replace(/\.\d+/, ''),
            isThis: session.current,
        }));
        expect(expected).toHaveLength(3);
        expect(byName(await listed(portal))).toEqual(byName(expected));
    });

    test('the portal signs out another device, and no other', async ({ portal, account, press }) => {
        await press(portal.getByRole('button', { name: `Sign out ${LAPTOP.name}` }));
        await expect(portal.getByRole('listitem')).toHaveCount(2);
        expect((await listed(portal)).map(({ name }) => name).sort()).toEqual([PHONE.name, TABLET.name].sort());
        expect(await account.statuses()).toEqual({ phone: 200, tablet: 200, laptop: 401 });
    });

    test('the portal signs out every device, and refuses this one from then on', async ({
        portal,
        origin,
        account,
        press,
        expectStatus,
    }) => {
        expectStatus(401, '/portal');
        await press(portal.getByRole('button', { name: 'Sign out everywhere' }));
        await expect(heading(portal)).toHaveText(SIGNED_OUT);
        expect(await account.statuses()).toEqual({ phone: 401, tablet: 401, laptop: 401 });
        expect(await portal.context().cookies()).toEqual([]);

        expectStatus(401, '/portal');
        await portal.reload();
        await expect(heading(portal)).toHaveText(SIGNED_OUT);
        expectStatus(401, '/portal');
        await portal.goBack();
        await expect(heading(portal)).toHaveText(SIGNED_OUT);
        expectStatus(401, '/mobile-auto-login');
        await openFromApp(portal, account.phone);
        await expect(portal).toHaveURL(`${origin}/mobile-auto-login`);
        expect(await portal.context().cookies()).toEqual([]);
    });
}

function bearer(token) {
    return { authorization: `Bearer ${token}` };
}

async function logIn(request, { agent }) {
    const headers = { 'user-agent': agent };
    const response = await request.post('/api/v1/subscriber/login', { headers, data: SUBSCRIBER });
    expect(response.status(), await response.text()).toBe(200);
    return (await response.json()).data;
}

async function sessions(request, token) {
    return request.get('/account/v1/sessions', { headers: bearer(token) });
}

// Apps add the token only to the first request of a web view.
async function openFromApp(page, token) {
    const first = '**/mobile-auto-login';
    await page.route(first, (route) => route.continue({ headers: { ...route.request().headers(), ...bearer(token) } }));
    await page.goto('/mobile-auto-login');
    await page.unroute(first);
}

function heading(page) {
    return page.getByRole('heading', { level: 1 });
}

function detail(page, term) {
    return page.locator('dl > div', { hasText: term }).locator('dd');
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
