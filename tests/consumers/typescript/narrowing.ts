// Code of a consumer that tells responses apart by their closed values. It is compiled, not run: it compiles only while
// the documents name every value of `success`, of the codes and of the types of tokens. (The older responses of
// `ispcrm` and `netxd` have no `success`.)

import type { operations as Account } from "types/account";
import type { operations as Admin } from "types/admin";
import type { operations as Ispcrm } from "types/ispcrm";
import type { operations as Latchkey } from "types/latchkey";
import type { operations as Management } from "types/management";
import type { operations as Netxd } from "types/netxd";
import type { operations as Oauth } from "types/oauth";
import type { operations as Staff } from "types/staff";
import type { operations as Subscriber } from "types/subscriber";

/** The body of any response of an operation. */
type Body<Operation extends { responses: object }> = {
    [Status in keyof Operation["responses"]]: Operation["responses"][Status] extends { content: infer Content }
        ? Content[keyof Content]
        : never;
}[keyof Operation["responses"]];

/** Fails to compile when a value is left. */
function unreachable(value: never): never {
    throw new Error(`unexpected: ${String(value)}`);
}

export function ispcrm(answer: Body<Ispcrm["login"]>): string {
    return "token" in answer ? answer.token : unauthenticated(answer.message);
}

export function staff(answer: Body<Staff["login"]>): string {
    return answer.success ? answer.data.token : unauthenticated(answer.message);
}

export function subscriber(answer: Body<Subscriber["login"]>): string {
    if (!answer.success) {
        return unauthenticated(answer.message);
    }
    const status = answer.data.subscriber.status;
    switch (status) {
        case "active":
        case "inactive":
        case "pending":
        case "expired":
            return answer.data.token;
        default:
            return unreachable(status);
    }
}

export function combined(answer: Body<Latchkey["subscriberLogin"]>): string {
    return answer.success ? answer.data.token : unauthenticated(answer.message);
}

export function management(answer: Body<Management["login"]>): string {
    return answer.success ? answer.token : unauthenticated(answer.message);
}

/** Whether a client of the ledger should ask for the password again. */
export function netxd(answer: Body<Netxd["getToken"]>): boolean {
    return "error" in answer && answer.error.code === "INVALID_CREDENTIALS";
}

export function account(answer: Body<Account["endSession"]>): string {
    switch (answer.code) {
        case "not_found":
            return "It is over already.";
        case "token_missing":
        case "token_invalid":
            return "Log in again.";
        case "wrong_password":
            return "Enter your password again.";
        case "malformed_body":
        case "body_too_large":
        case "unsupported_media_type":
        case "unsupported_encoding":
        case "method_not_allowed":
            return "Report a bug.";
        case "too_many_attempts":
        case "internal_error":
        case "unavailable":
            return "Try again later.";
        default:
            return unreachable(answer.code);
    }
}

export function admin(answer: Body<Admin["getUser"]>): string {
    if ("code" in answer) {
        return unauthenticated(answer.detail);
    }
    const status = answer.status;
    switch (status) {
        case "active":
            return answer.username;
        case "disabled":
            return `${answer.username} (disabled)`;
        default:
            return unreachable(status);
    }
}

export function oauth(answer: Body<Oauth["introspect"]>): number | undefined {
    if ("active" in answer) {
        return answer.active ? answer.exp : undefined;
    }
    return unauthenticated(answer.error);
}

function unauthenticated(message: string): never {
    throw new Error(message);
}

export function wrongValues(login: Body<Staff["login"]>): void {
    if (login.success) {
        // @ts-expect-error: no login returns this type of token.
        console.assert(login.data.token_type !== "basic");
    }
}
