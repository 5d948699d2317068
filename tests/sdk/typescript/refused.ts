import assert from "node:assert/strict";

/** The response to a refused request. Fails when the request succeeds. */
export async function refused(request: Promise<unknown>): Promise<Response> {
    try {
        await request;
    } catch (error) {
        // Each client has its own ResponseError.
        if (error instanceof Error && "response" in error && error.response instanceof Response) {
            return error.response;
        }
        throw error;
    }
    assert.fail("the request succeeded");
}
