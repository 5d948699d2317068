// The browser: which one, and the windows that pages are opened in.

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
/** How many milliseconds anything on a page may take. */
const PATIENCE = 15_000;

const FLAGS = [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    // Nothing but the server under test can be reached, so that no check depends on what a network answers.
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    // Chromium's own sandbox refuses root.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

const DESKTOP = { name: 'desktop', settings: { viewport: { width: 1280, height: 900 } } };
const PHONE = {
    name: 'phone',
    settings: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
};

/** The windows that every page is opened in. */
export const WINDOWS = [DESKTOP, PHONE].flatMap((device) =>
    ['light', 'dark'].map((colorScheme) => ({
        name: `${device.name}-${colorScheme}`,
        title: `on a ${device.name}, ${colorScheme}`,
        settings: { ...device.settings, colorScheme },
    })),
);

/** A window for stories that are not about how things look. */
export const PLAIN = WINDOWS[0];

/** Where the browser is: CHROMIUM, or the first one in PATH. */
export function findChromium() {
    const folders = (process.env.PATH ?? '').split(delimiter);
    const candidates = process.env.CHROMIUM
        ? [process.env.CHROMIUM]
        : NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
    return candidates.find(isProgram);
}

/** Starts it, with an empty profile, in this folder. */
export async function launch(executablePath, folder) {
    return chromium.launch({
        executablePath,
        args: FLAGS,
        env: { ...process.env, HOME: folder },
        // The script ends on signals in its own way.
        handleSIGINT: false,
        handleSIGTERM: false,
        handleSIGHUP: false,
    });
}

/** Opens a page in a window that shares nothing with others, and closes that window when `use` is through with it. */
export async function inWindow(browser, window, use, settings = {}) {
    const context = await browser.newContext({ ...window.settings, ...settings });
    context.setDefaultTimeout(PATIENCE);
    try {
        return await use(await context.newPage());
    } finally {
        await context.close();
    }
}

function isProgram(path) {
    try {
        accessSync(path, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}
