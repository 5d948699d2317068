// Serves better-auth on a free port, with one process per core that share the port by Node.js's cluster. Prints the
// address once all of them listen.

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
    // A lost process would make the server look slow, so it ends.
    cluster.on("exit", () => process.exit(1));
    for (let left = waiting; left > 0; left -= 1) {
        cluster.fork();
    }
} else {
    const { fromNodeHeaders, toNodeHandler } = await import("better-auth/node");
    const { auth } = await import("./auth.mjs");

    const authenticate = toNodeHandler(auth);
    const json = { "content-type": "application/json" };

    // The current user: a route of the application that gets the session from better-auth.
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
