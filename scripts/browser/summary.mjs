// Ends the output with one line that counts the passed and failed tests, for scripts to read.

export default class Summary {
    #suite;
    #errors = 0;

    onBegin(_config, suite) {
        this.#suite = suite;
    }

    /** Called for errors outside of tests, such as a server that does not stop. */
    onError() {
        this.#errors += 1;
    }

    onEnd({ status }) {
        const ran = this.#suite.allTests().filter(({ results }) => results.length > 0);
        const passed = ran.filter((test) => test.outcome() === 'expected').length;
        const failed = ran.length - passed + this.#errors;
        // A run that ended early has failed, even if no test did.
        console.log(`${passed} passed, ${status === 'passed' ? failed : Math.max(failed, 1)} failed`);
    }

    printsToStdio() {
        return false;
    }
}
