// Creates the database: `node seed.mjs ACCOUNTS`, a file with a list of {"name", "password"}.

import { readFileSync } from "node:fs";
import process from "node:process";

import { getMigrations } from "better-auth/db/migration";

import { auth, hash } from "./auth.mjs";

const { runMigrations } = await getMigrations(auth.options);
await runMigrations();

const { internalAdapter } = await auth.$context;
// Accounts with the same password share a hash.
const hashes = new Map();
for (const { name, password } of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
    if (!hashes.has(password)) {
        hashes.set(password, await hash(password));
    }
    const user = await internalAdapter.createUser({ email: name, name: name.split("@")[0], emailVerified: true });
    const account = { userId: user.id, accountId: user.id, providerId: "credential", password: hashes.get(password) };
    await internalAdapter.linkAccount(account);
}
