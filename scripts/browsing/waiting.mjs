// Waiting, but not for ever.

/** What a promise comes to, if it does so in time. */
export async function within(milliseconds, promise, otherwise) {
    let timer;
    const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`${otherwise} within ${milliseconds / 1000} s`)), milliseconds);
    });
    try {
        return await Promise.race([promise, late]);
    } finally {
        clearTimeout(timer);
    }
}
