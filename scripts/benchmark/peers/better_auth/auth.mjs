// better-auth set up for e-mail and password as in its documentation, with its fastest options.

import process from "node:process";

import bcrypt from "bcrypt";
import { betterAuth } from "better-auth";
import Database from "better-sqlite3";

const COST = 10;

// better-sqlite3 recommends the write-ahead log; its commits do not wait for the disk.
const database = new Database(process.env.DATABASE);
database.pragma("journal_mode = WAL");
database.pragma("synchronous = NORMAL");
database.pragma("busy_timeout = 5000");

export const hash = (password) => bcrypt.hash(password, COST);

export const auth = betterAuth({
    baseURL: "http://localhost",
    database,
    emailAndPassword: {
        enabled: true,
        // The default is scrypt. All servers use the same hash here; this one is native code, off the event loop.
        password: { hash, verify: ({ hash: known, password }) => bcrypt.compare(password, known) },
    },
    // The cookie cache of sessions stays off, the default: with it, an ended session would stay valid for minutes.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { level: "error" },
});
