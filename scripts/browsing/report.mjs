// The account of a run: one line a check, and how many there were at the end.

/** How many lines are printed of what went wrong. */
const MOST_LINES = 30;

/** Ends a story whose next step makes no sense without the one that failed. */
class Over extends Error {}

/** Prints checks as they are made, and counts them. */
export class Report {
    #story = '';
    #hasGivenUp = false;
    #passed = 0;
    #failed = [];

    /** Runs a story: checks that belong together. */
    async story(title, tell) {
        if (this.#hasGivenUp) {
            return;
        }
        this.#story = title;
        console.log(`\n${title}`);
        try {
            await tell(this);
        } catch (error) {
            if (!(error instanceof Over)) {
                this.#fail('this story comes to its end', error);
            }
        }
    }

    /** Makes a check, which has failed when `body` throws, and says whether it passed. */
    async check(name, body) {
        try {
            await body();
        } catch (error) {
            this.#fail(name, error);
            return false;
        }
        if (!this.#hasGivenUp) {
            this.#passed += 1;
            console.log(`ok    ${name}`);
        }
        return true;
    }

    /** Makes a check that the rest of the story builds on. */
    async step(name, body) {
        if (await this.check(name, body)) {
            return;
        }
        if (!this.#hasGivenUp) {
            console.log('      the rest of this story is left out');
        }
        throw new Over();
    }

    /** Ends the run before its time. What its stories still come to after that counts for nothing. */
    giveUp(error) {
        this.#story = 'The run';
        this.#fail('comes to its end', error);
        this.#hasGivenUp = true;
    }

    /** Prints the summary, and returns the exit code. */
    finish() {
        console.log('');
        for (const failed of this.#failed) {
            console.log(`  ${failed}`);
        }
        console.log(`${this.#passed} passed, ${this.#failed.length} failed`);
        return this.#failed.length === 0 ? 0 : 1;
    }

    #fail(name, error) {
        if (this.#hasGivenUp) {
            return;
        }
        const text = shortened(error instanceof Error ? error.message : String(error));
        this.#failed.push(`${this.#story}: ${name}`);
        console.log(`FAIL  ${name}`);
        console.log(text.replace(/^/gm, '      '));
    }
}

// Assertions print whole pages, and Playwright a log of what it tried, in colour.
function shortened(message) {
    const lines = message.replace(/\u001b\[\d+m/g, '').split('\n').filter((line) => line.trim() !== '');
    const more = lines.length - MOST_LINES;
    return [...lines.slice(0, MOST_LINES), ...(more > 0 ? [`… and ${more} more lines`] : [])].join('\n');
}
