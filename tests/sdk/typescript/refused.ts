import assert from "node:assert/strict";

/** The answer that refuses a request. Fails when the request was not refused. */
export async function refused(request: Promise<unknown>): Promise<Response> {
    try {
        await request;
    } catch (error) {
        // Each client has a ResponseError of its own.
        if (error instanceof Error && "response" in error && error.response instanceof Response) {
            return error.response;
        }
        throw error;
    }
    assert.fail("the request was not refused");
}
