// A server with the demonstration accounts on a free port.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const READY = 'ready to answer requests';
/** The cheapest password hashes: nothing here is about their strength. */
const SETTINGS = { LATCHKEY_LOG_FORMAT: 'json', LATCHKEY_PASSWORDS_BCRYPT_COST: '10' };

/** Starts a server, waits until it is ready, and writes its log to a file. */
export async function startServer(program, log) {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-'));
    // The caller's own settings are not meant for this server.
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('LATCHKEY_'));
    const child = spawn(program, ['serve', '--demo', '--listen', '127.0.0.1:0'], {
        cwd: folder,
        env: { ...Object.fromEntries(inherited), ...SETTINGS },
        stdio: ['ignore', 'ignore', 'pipe'],
    });
    const kill = () => child.kill('SIGKILL');
    process.once('exit', kill);
    const ended = once(child, 'exit').then(([code, signal]) => code ?? signal);
    child.stderr.pipe(createWriteStream(log));

    const complaints = [];
    const address = await new Promise((resolve, reject) => {
        createInterface({ input: child.stderr }).on('line', (line) => {
            const entry = parseLine(line);
            if (entry?.message === READY) {
                resolve(entry.address);
            } else if (entry?.level !== 'INFO') {
                complaints.push(line);
            }
        });
        ended.then((end) => reject(new Error(`the server did not start (${end}): ${complaints.join(' ')}`)), reject);
    });

    return {
        origin: `http://${address}`,
        /** The lines of its log that are no plain information. */
        complaints,
        /** Stops it, and returns its exit code, or the signal that ended it. */
        async stop() {
            child.kill('SIGTERM');
            const end = await ended;
            process.off('exit', kill);
            rmSync(folder, { recursive: true, force: true });
            return end;
        },
    };
}

function parseLine(line) {
    try {
        return JSON.parse(line);
    } catch {
        return undefined;
    }
}
