import { ResponseError } from './runtime.js';

/** An error response. */
export interface ApiError<Body> {
    /** The HTTP status. */
    status: number;
    /** The headers, such as `X-Request-Id`. */
    headers: Headers;
    /** The seconds to wait before the next attempt, if the server says so. */
    retryAfter?: number;
    body: Body;
}

/**
 * The error response that an operation has thrown; `undefined` for anything else, such as a lost connection or a response
 * that is none of this API.
 *
 *     const refused = await apiError(error, ErrorResponseFromJSON);
 */
export async function apiError<Body>(error: unknown, fromJson: (json: any) => Body): Promise<ApiError<Body> | undefined> {
    if (!(error instanceof ResponseError)) {
        return undefined;
    }
    const { status, headers } = error.response;
    let json: unknown;
    try {
        json = await error.response.clone().json();
    } catch {
        return undefined;
    }
    const seconds = headers.get('retry-after');
    return { status, headers, body: fromJson(json), ...(seconds === null ? {} : { retryAfter: Number(seconds) }) };
}
