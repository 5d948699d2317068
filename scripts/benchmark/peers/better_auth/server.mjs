// Serves better-auth on a free port: a process a core, since one runs JavaScript on one core only, and Node.js's own
// cluster to share the port. Says where it is once all of them listen.

import cluster from "node:cluster";
import { createServer } from "node:http";
import { availableParallelism } from "node:os";
import process from "node:process";

if (cluster.isPrimary) {
    let waiting = availableParallelism();
    cluster.on("listening", (_, { port }) => {
        waiting -= 1;
        if (waiting === 0) {
            console.log(`listening on 127.0.0.1:${port}`);
        }
    });
    // A process that is gone would make the others look slow, so there is no going on without it.
    cluster.on("exit", () => process.exit(1));
    for (let left = waiting; left > 0; left -= 1) {
        cluster.fork();
    }
} else {
    const { fromNodeHeaders, toNodeHandler } = await import("better-auth/node");
    const { auth } = await import("./auth.mjs");

    const authenticate = toNodeHandler(auth);
    const json = { "content-type": "application/json" };

    // Who one is: an application's own route, which asks better-auth for the session.
    const me = async (request, response) => {
        const session = await auth.api.getSession({ headers: fromNodeHeaders(request.headers) });
        response.writeHead(session ? 200 : 401, json).end(JSON.stringify(session));
    };

    createServer((request, response) => {
        (request.url === "/api/me" ? me : authenticate)(request, response).catch((error) => {
            console.error(error);
            response.writeHead(500).end();
        });
    }).listen(0, "127.0.0.1");
}
