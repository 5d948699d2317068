// The configuration of Playwright. scripts/browser-test runs it; it finds Chromium and the server's binary.

import { defineConfig } from '@playwright/test';
import { FAILURES, OUTPUT } from './paths.mjs';

const DESKTOP = { viewport: { width: 1280, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

/** Tests with this tag do not depend on the window, and run in the first one only. */
const ONCE = /@once/;
/** Tests with either tag do not depend on the colours. */
const COLOURLESS = /@once|@light/;

export default defineConfig({
    testDir: '.',
    outputDir: FAILURES,
    reporter: [['list'], ['./summary.mjs']],
    // Each worker has its own server. On a shared one, they would sign out each other's subscriber.
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
            // The browser writes its own files there.
            env: { ...process.env, HOME: OUTPUT },
            // Only the server under test is reachable, so that no test depends on the network.
            args: ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost', '--disable-gpu'],
        },
    },
    projects: [
        { name: 'desktop-light', use: { ...DESKTOP, colorScheme: 'light' } },
        { name: 'desktop-dark', use: { ...DESKTOP, colorScheme: 'dark' }, grepInvert: COLOURLESS },
        { name: 'phone-light', use: { ...PHONE, colorScheme: 'light' }, grepInvert: ONCE },
        { name: 'phone-dark', use: { ...PHONE, colorScheme: 'dark' }, grepInvert: COLOURLESS },
    ],
});
