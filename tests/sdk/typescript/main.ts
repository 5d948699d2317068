/** Runs one story: `node main.js STORY SERVER`. The exit code is 0 when it succeeds. */

import { account } from "./account";
import { admin } from "./admin";
import { ispcrm } from "./ispcrm";
import { latchkey } from "./latchkey";
import { management } from "./management";
import { netxd } from "./netxd";
import { oauth } from "./oauth";
import { staff } from "./staff";
import { subscriber } from "./subscriber";

const stories: Record<string, (server: string) => Promise<void>> = {
    account,
    admin,
    ispcrm,
    latchkey,
    management,
    netxd,
    oauth,
    staff,
    subscriber,
};

const [name = "", server = ""] = process.argv.slice(2);
const story = stories[name];
if (story === undefined) {
    throw new Error(`there is no story called '${name}'`);
}
void story(server);
