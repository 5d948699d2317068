import assert from "node:assert/strict";

import { ApiKeysApi, Configuration, ImportsApi, ProblemFromJSON, RolesApi, UsersApi, apiError } from "latchkey-admin";
import { AuthenticationApi, Configuration as StaffConfiguration } from "latchkey-staff";
import { refused } from "./refused";

const problem = (error: unknown) => apiError(error, ProblemFromJSON);

/** An administrator adds a user with a role, changes the user as long as nobody else has, and looks through the pages
 * of users. The user gets an API key and its successor. An import is tried out. In the end the user and the role are
 * deleted. */
export async function admin(server: string): Promise<void> {
    let token = "";
    const staff = new AuthenticationApi(new StaffConfiguration({ basePath: server, accessToken: () => token }));
    token = (await staff.login({ email: "admin@NetXD.com", password: "Test@1234" })).data.token;
    const administrator = new Configuration({ basePath: server, accessToken: token });
    const roles = new RolesApi(administrator);
    const users = new UsersApi(administrator);
    const apiKeys = new ApiKeysApi(administrator);

    const role = await roles.createRole({ name: "desk-typescript", permissions: ["users.view"] });
    const ana = { username: "ana-typescript", email: "ana@typescript.example", name: "Ana Lima", roles: [role.name] };
    const once = crypto.randomUUID();
    const user = await users.createUser(ana, once);
    assert.deepEqual([user.roles, user.rolePermissions, user.ispId], [["desk-typescript"], ["users.view"], null]);
    assert.deepEqual(await users.createUser(ana, once), user);
    const taken = await refused(users.createUser({ ...ana, email: "other@typescript.example" }), problem);
    assert.deepEqual([taken.status, taken.body.code], [409, "username_taken"]);

    const read = await users.getUserRaw({ id: user.id });
    assert.deepEqual(await read.value(), user);
    const tag = read.raw.headers.get("etag") ?? "";
    const changed = await users.updateUser(user.id, { phone: "01712345678" }, tag);
    assert.deepEqual({ ...changed, updatedAt: user.updatedAt }, { ...user, phone: "01712345678" });
    const stale = await refused(users.updateUser(user.id, { phone: null }, tag), problem);
    const { requestId, ...body } = stale.body;
    assert.equal(requestId, stale.headers.get("x-request-id"));
    assert.deepEqual(body, {
        type: "/problems/precondition_failed",
        title: "Precondition Failed",
        status: 412,
        detail: "It was changed meanwhile. Read it again, and decide anew.",
        code: "precondition_failed",
    });
    assert.equal((await users.updateUser(user.id, { phone: null })).phone, null);

    const first = await users.listUsers(1, undefined, undefined, "ana-typescript");
    assert.deepEqual([first.items.map(({ id }) => id), first.next], [[user.id], null]);
    const ids: number[] = [];
    let next: string | null | undefined = undefined;
    do {
        const page = await users.listUsers(2, next ?? undefined);
        ids.push(...page.items.map(({ id }) => id));
        next = page.next;
    } while (next !== null);
    assert.deepEqual(ids, [...new Set(ids)].sort((one, other) => one - other));
    assert.ok(ids.includes(user.id));

    const old = await apiKeys.createApiKey({ userId: user.id, name: "Desk", permissions: ["read", "admin"] });
    const withKey = (apiKey: string) => new Configuration({ basePath: server, apiKey });
    assert.equal((await new UsersApi(withKey(old.key)).getUser(user.id)).username, "ana-typescript");
    const current = await apiKeys.rotateApiKey(old.apiKey.id, { overlapSeconds: 0 });
    assert.deepEqual(current.apiKey.permissions, ["read", "admin"]);
    const expired = await refused(new UsersApi(withKey(old.key)).getUser(user.id), problem);
    assert.deepEqual([expired.status, expired.body.code], [401, "api_key_invalid"]);
    const denied = await refused(new RolesApi(withKey(current.key)).createRole({ name: "more" }), problem);
    assert.deepEqual([denied.status, denied.body.code], [403, "permission_denied"]);

    const lines = '{"username":"eva","customer_id":"eva-1"}\n{"username":"max"}\n';
    const imports = new ImportsApi(administrator);
    assert.deepEqual(await imports.importAccounts("subscribers", lines, undefined, undefined, true), {
        dryRun: true,
        rows: 2,
        added: 1,
        updated: 0,
        unchanged: 0,
        skipped: 0,
        refused: 1,
        withoutPassword: 1,
        refusals: [{ line: 2, username: "max", reason: "has no customer_id" }],
        unknownMembers: [],
    });

    await users.deleteUser(user.id);
    await roles.deleteRole(role.id);
    assert.notEqual((await users.getUser(user.id)).deletedAt, null);
    const gone = await refused(roles.getRole(role.id), problem);
    assert.deepEqual([gone.status, gone.body.code], [404, "not_found"]);
    await staff.logout();
}
