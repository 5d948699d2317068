// How the browser tests run. scripts/browser-test is the usual way in; it finds Chromium and the server's program.

import { defineConfig } from '@playwright/test';
import { FAILURES, OUTPUT } from './paths.mjs';

const DESKTOP = { viewport: { width: 1280, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

/** What is not about the look of a page has this tag and runs in one window only. */
const ONCE = /@once/;

export default defineConfig({
    testDir: '.',
    outputDir: FAILURES,
    reporter: [['list'], ['./summary.mjs']],
    // Workers have a server each. Those that share one would sign out each other's subscriber.
    workers: process.env.LATCHKEY_TEST_URL ? 1 : 2,
    retries: 0,
    forbidOnly: true,
    timeout: 60_000,
    globalTimeout: 600_000,
    expect: { timeout: 15_000 },
    use: {
        actionTimeout: 15_000,
        navigationTimeout: 15_000,
        screenshot: 'only-on-failure',
        launchOptions: {
            executablePath: process.env.CHROMIUM,
            // The browser leaves files of its own there.
            env: { ...process.env, HOME: OUTPUT },
            // Nothing but the server under test can be reached, so no test depends on what a network answers.
            args: ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost', '--disable-gpu'],
        },
    },
    projects: [
        { name: 'desktop-light', use: { ...DESKTOP, colorScheme: 'light' } },
        { name: 'desktop-dark', use: { ...DESKTOP, colorScheme: 'dark' }, grepInvert: ONCE },
        { name: 'phone-light', use: { ...PHONE, colorScheme: 'light' }, grepInvert: ONCE },
        { name: 'phone-dark', use: { ...PHONE, colorScheme: 'dark' }, grepInvert: ONCE },
    ],
});
