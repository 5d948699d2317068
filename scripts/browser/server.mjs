// A demonstration server for one worker. scripts/with-demo-server starts it, and stops it when its standard input ends.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { LAUNCHER } from './paths.mjs';

/** Starts a server, and keeps its log in a file when it stops. Pages of the origins may call it. */
export async function startServer(program, log, origins = []) {
    const command = ['sh', '-c', 'echo "$LATCHKEY_TEST_URL"; exec cat'];
    const options = ['--binary', program, '--cors-origins', origins.join(), '--log', log, '--no-warnings'];
    const launcher = spawn(LAUNCHER, [...options, ...command]);
    const ended = once(launcher, 'close');
    const problems = text(launcher.stderr);
    const started = once(createInterface({ input: launcher.stdout }), 'line').then(([line]) => line);
    const origin = await Promise.race([started, ended.then(() => undefined)]);
    if (!origin) {
        throw new Error(`the server did not start: ${await problems}`);
    }
    return {
        origin,
        /** Stops it, and returns what went wrong, which includes warnings in its log. */
        async stop() {
            launcher.stdin.end();
            const [code] = await ended;
            return (await problems) || (code === 0 ? '' : `it ended with ${code}`);
        },
    };
}
