// Swagger UI, by what people do with it.

import assert from 'node:assert/strict';

/** The page at /docs/, in one window. */
export class SwaggerUi {
    #page;
    #origin;

    constructor(page, origin) {
        this.#page = page;
        this.#origin = origin;
    }

    /** Opens it, with the first contract, or with the one that the address names. */
    async open(path = '/docs/') {
        await this.#page.goto(this.#origin + path);
        await this.shown();
    }

    /** Waits until a contract is there. */
    async shown() {
        await this.#page.locator('.opblock').first().waitFor();
    }

    /** Loads it again. */
    async reload() {
        await this.#page.reload();
        await this.shown();
    }

    /** The contracts in the drop-down. */
    async offered() {
        return this.#dropDown.locator('option').allTextContents();
    }

    /** The contract that is chosen there. */
    async chosen() {
        return this.#dropDown.locator('option:checked').textContent();
    }

    /** Chooses one. */
    async choose(title) {
        await this.#dropDown.selectOption({ label: title });
        await this.#page.locator('.info .title', { hasText: title }).waitFor();
    }

    /** The name of the document that is shown. */
    async title() {
        const heading = this.#page.locator('.info .title');
        return heading.evaluate((element) => element.firstChild.textContent.trim());
    }

    /** The operations that are shown, by their identifiers. */
    async operations() {
        // The identifier of an element also has the operation's tag in it.
        return this.#page.locator('.opblock').evaluateAll((all) => all.map(({ id }) => id.split('-').at(-1)));
    }

    /** Opens an operation, which stays open, and returns where it is. */
    async operation(ident) {
        const operation = this.#page.locator(`.opblock[id$="-${ident}"]`);
        if (!(await operation.evaluate((element) => element.classList.contains('is-open')))) {
            await operation.locator('.opblock-summary-control').click();
        }
        await operation.locator('.opblock-body').waitFor();
        return operation;
    }

    /** Closes an operation. */
    async close(ident) {
        const operation = await this.operation(ident);
        await operation.locator('.opblock-summary-control').click();
        await operation.locator('.opblock-body').waitFor({ state: 'detached' });
    }

    /** Where the answer to an operation's request is shown. */
    answer(ident) {
        return this.#page.locator(`.opblock[id$="-${ident}"] .live-responses-table`);
    }

    /** Sends an operation's request as it stands there, and returns the answer as it is shown. */
    async execute(ident) {
        const operation = await this.operation(ident);
        const answer = this.answer(ident).locator('.response');
        // An older answer stays until the new one is there, and nobody could tell which it is.
        if ((await answer.count()) > 0) {
            await operation.locator('button.btn-clear').click();
            await answer.waitFor({ state: 'detached' });
        }
        await operation.locator('button.execute').click();
        await answer.locator('.response-col_status').waitFor();
        const [status] = (await answer.locator('.response-col_status').textContent()).match(/\d+/) ?? [];
        const body = await answer.locator('.response-col_description .highlight-code code').textContent();
        return { status: Number(status), body: parsed(body) };
    }

    /** The body that an operation is sent with, as it stands in its field. */
    async body(ident) {
        const operation = await this.operation(ident);
        return JSON.parse(await operation.locator('textarea.body-param__text').inputValue());
    }

    /** Gives credentials for a scheme, in the dialog for that. */
    async authorize(scheme, value) {
        const container = await this.#schemeInDialog(scheme);
        await container.locator('input').fill(value);
        await container.getByRole('button', { name: 'Apply credentials' }).click();
        await container.getByText('Authorized').waitFor();
        await this.#closeDialog();
    }

    /** Takes them back. */
    async forget(scheme) {
        const container = await this.#schemeInDialog(scheme);
        await container.getByRole('button', { name: 'Remove authorization' }).click();
        await container.locator('input').waitFor();
        await this.#closeDialog();
    }

    /** The schemes that credentials are there for. */
    async authorized() {
        await this.#openDialog();
        const containers = await this.#dialog.locator('.auth-container').all();
        const schemes = [];
        for (const container of containers) {
            if ((await container.getByRole('button', { name: 'Remove authorization' }).count()) > 0) {
                schemes.push(await container.locator('h4 code').textContent());
            }
        }
        assert.notEqual(containers.length, 0, 'the dialog offers no scheme');
        await this.#closeDialog();
        return schemes;
    }

    get #dropDown() {
        return this.#page.locator('.topbar select');
    }

    get #dialog() {
        return this.#page.locator('.modal-ux');
    }

    async #openDialog() {
        await this.#page.locator('.auth-wrapper > .authorize').click();
        await this.#dialog.waitFor();
    }

    async #closeDialog() {
        await this.#dialog.locator('.btn-done').first().click();
        await this.#dialog.waitFor({ state: 'detached' });
    }

    async #schemeInDialog(scheme) {
        await this.#openDialog();
        const heading = this.#page.locator('h4 code', { hasText: new RegExp(`^${scheme}$`) });
        return this.#dialog.locator('.auth-container', { has: heading });
    }
}

function parsed(text) {
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}
