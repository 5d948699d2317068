// Starts the server and the browser, tells the stories, and stops everything, however that ends.

import assert from 'node:assert/strict';
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { constants as system, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Api } from './api.mjs';
import { findChromium, launch } from './browser.mjs';
import * as docs from './docs.mjs';
import { readDocuments } from './documents.mjs';
import * as landing from './landing.mjs';
import * as portal from './portal.mjs';
import { Pictures } from './pictures.mjs';
import { Report } from './report.mjs';
import { Server } from './server.mjs';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const OUTPUT = join(ROOT, 'target', 'browser');
/** How many seconds a run may take. Generous: what hits it hangs. */
const LIMIT = 300;

const STORIES = [landing, docs, portal];

function fail(message, code = 1) {
    console.error(`scripts/browser-test: ${message}`);
    process.exit(code);
}

function readArguments() {
    try {
        const { values, positionals } = parseArgs({
            options: { 'update-images': { type: 'boolean', default: false } },
            allowPositionals: true,
        });
        if (positionals.length <= 1) {
            return { updateImages: values['update-images'], binary: binaryFrom(positionals[0]) };
        }
    } catch (error) {
        if (!String(error.code).startsWith('ERR_PARSE_ARGS')) {
            throw error;
        }
    }
    return fail('usage: scripts/browser-test [--update-images] [BINARY]', 2);
}

function binaryFrom(argument) {
    const target = process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target');
    const binary = resolve(argument ?? join(target, 'release', 'latchkey'));
    try {
        accessSync(binary, constants.X_OK);
    } catch {
        fail(`${binary} is not a program; \`cargo build --release --locked\` makes it`);
    }
    return binary;
}

/** Rejects when the run shall end before its time: on a signal, or because it takes too long. */
function untimelyEnd() {
    return new Promise((_, reject) => {
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
            process.once(signal, () => {
                process.exitCode = 128 + system.signals[signal];
                reject(new Error(`ended by ${signal}`));
            });
        }
        setTimeout(() => reject(new Error(`it is not through after ${LIMIT} s`)), LIMIT * 1000).unref();
    });
}

async function tell(stage, closing) {
    const { server, executable, folder, report } = stage;
    await server.ready();
    const browser = await launch(executable, folder);
    closing.push(() => browser.close());
    const api = new Api(server.origin);
    for (const { browse } of STORIES) {
        await browse({ ...stage, browser, api });
    }
    await report.story('The server', async () => {
        await report.check('has logged no warning and no error', () => assert.deepEqual(server.complaints, []));
        await report.check('stops when it is told to', async () => assert.equal(await server.stop(), 0));
    });
}

async function main() {
    const { binary, updateImages } = readArguments();
    const executable = findChromium();
    if (executable === undefined) {
        fail('Chromium was not found; install it (Debian: apt-get install chromium), or let CHROMIUM name it');
    }
    rmSync(OUTPUT, { recursive: true, force: true });
    mkdirSync(OUTPUT, { recursive: true });
    // All that the server and the browser write goes here.
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-'));
    process.env.TMPDIR = folder;
    const report = new Report();
    const server = new Server(binary, folder, join(OUTPUT, 'server.log'));
    const closing = [() => server.stop()];
    const pictures = new Pictures(OUTPUT, updateImages ? join(ROOT, 'docs', 'images') : undefined);
    const stage = { report, server, pictures, executable, folder, binary, documents: readDocuments(ROOT) };
    try {
        await Promise.race([tell(stage, closing), untimelyEnd()]);
    } catch (error) {
        report.giveUp(error);
    }
    for (const close of closing.reverse()) {
        await close().catch((error) => report.giveUp(error));
    }
    rmSync(folder, { recursive: true, force: true });
    const code = report.finish();
    process.exit(process.exitCode ?? code);
}

await main();
