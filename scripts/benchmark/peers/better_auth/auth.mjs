// better-auth as its documentation sets it up for e-mail and password, with what makes it fastest.

import process from "node:process";

import bcrypt from "bcrypt";
import { betterAuth } from "better-auth";
import Database from "better-sqlite3";

const COST = 10;

// The write-ahead log is what better-sqlite3 recommends; commits do not wait for the disk in it.
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
        // Its own default is scrypt. Here all servers hash alike, and this one in native code, off the event loop.
        password: { hash, verify: ({ hash: known, password }) => bcrypt.compare(password, known) },
    },
    // The cache of sessions in a cookie stays off, as it is by default: with it, a session that was ended elsewhere
    // would go on for minutes.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { level: "error" },
});
