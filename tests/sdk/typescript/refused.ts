import assert from "node:assert/strict";

/** The error response to a refused request, as the client's package reads it. Fails when the request succeeds. */
export async function refused<Answer>(
    request: Promise<unknown>,
    read: (error: unknown) => Promise<Answer | undefined>,
): Promise<Answer> {
    try {
        await request;
    } catch (error) {
        const answer = await read(error);
        if (answer === undefined) {
            throw error;
        }
        return answer;
    }
    assert.fail("the request succeeded");
}
