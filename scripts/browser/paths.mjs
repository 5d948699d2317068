// Paths.

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Starts a server. */
export const LAUNCHER = join(ROOT, 'scripts', 'with-demo-server');

/** The server's program. */
export const PROGRAM = process.env.LATCHKEY ?? join(ROOT, 'target', 'debug', 'latchkey');

/** Screenshots of all pages, and the servers' logs. */
export const OUTPUT = join(ROOT, 'target', 'browser');

/** Playwright's output of failed tests. */
export const FAILURES = join(OUTPUT, 'failures');

/** The images of the documentation. */
export const IMAGES = join(ROOT, 'docs', 'images');
