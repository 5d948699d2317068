// A server of our own, with the demonstration accounts, on a free port of 127.0.0.1.

import { execFileSync, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { within } from './waiting.mjs';

const READY = 'ready to answer requests';
/** How many milliseconds a start may take. Generous: what hits it is broken, not slow. */
const START = 60_000;
/** How many it may take to finish what is under way. */
const STOP = 15_000;

/** The least work that a password may cost: nothing here is about the strength of hashes. */
const FAST = { LATCHKEY_PASSWORDS_BCRYPT_COST: '10' };

/** A running server. */
export class Server {
    #process;
    #ended;
    /** The messages of what it logged as a warning or an error. */
    complaints = [];
    /** Where it is: scheme, address and port. */
    origin;

    /** Starts the program in this folder; its log goes to this file. Call `ready` then. */
    constructor(binary, folder, log) {
        // The settings of whoever runs this are not meant for this server.
        const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('LATCHKEY_'));
        this.#process = spawn(binary, ['serve', '--demo', '--listen', '127.0.0.1:0'], {
            cwd: folder,
            env: { ...Object.fromEntries(inherited), LATCHKEY_LOG_FORMAT: 'json', ...FAST },
            stdio: ['ignore', 'ignore', 'pipe'],
        });
        this.#ended = new Promise((resolve, reject) => {
            this.#process.once('error', reject);
            this.#process.once('exit', (code, signal) => resolve(code ?? signal));
        });
        // Whatever happens to this script.
        process.once('exit', () => this.#process.kill('SIGKILL'));
        this.#process.stderr.pipe(createWriteStream(log));
    }

    /** Waits until it answers requests. */
    async ready() {
        const lines = createInterface({ input: this.#process.stderr });
        const address = new Promise((resolve) => {
            lines.on('line', (line) => {
                const entry = parsed(line);
                if (entry?.message === READY) {
                    resolve(entry.address);
                } else if (entry?.level !== 'INFO') {
                    this.complaints.push(line);
                }
            });
        });
        const ended = this.#ended.then((how) => {
            throw new Error(`the server did not start (${how}): ${this.complaints.join(' ')}`);
        });
        this.origin = `http://${await within(START, Promise.race([address, ended]), 'the server did not start')}`;
    }

    /** Stops it, and returns its exit code, or the signal that ended it. */
    async stop() {
        this.#process.kill('SIGTERM');
        return within(STOP, this.#ended, 'the server did not stop');
    }
}

/** The version that a program says it is. */
export function versionOf(binary) {
    return execFileSync(binary, ['--version'], { encoding: 'utf8' }).trim().split(' ').at(-1);
}

function parsed(line) {
    try {
        return JSON.parse(line);
    } catch {
        return undefined;
    }
}
