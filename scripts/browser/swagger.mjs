// A page object for Swagger UI.

import { expect } from '@playwright/test';

/** The page at /docs/, in one window. */
export class SwaggerUi {
    #page;
    #dialog;
    /** The drop-down of contracts. */
    contracts;

    constructor(page) {
        this.#page = page;
        this.#dialog = page.locator('.modal-ux');
        this.contracts = page.locator('.topbar select');
    }

    /** Opens it with the first contract, or with the one that has this title. */
    async open(title) {
        if (title === undefined) {
            await this.#page.goto('/docs/');
            await this.#page.locator('.opblock').first().waitFor();
        } else {
            await this.#page.goto(`/docs/?urls.primaryName=${encodeURIComponent(title)}`);
            await this.expectShown(title);
        }
    }

    /** Chooses a contract. */
    async choose(title) {
        await this.contracts.selectOption({ label: title });
        await this.expectShown(title);
    }

    /** Waits until a contract is selected, and its operations are shown. */
    async expectShown(title) {
        await expect(this.contracts.locator('option:checked')).toHaveText(title);
        const heading = this.#page.locator('.info .title');
        await expect.poll(() => heading.evaluate((element) => element.firstChild.textContent.trim())).toBe(title);
        await this.#page.locator('.opblock').first().waitFor();
    }

    /** The identifiers of the operations that are shown. */
    async operations() {
        // The identifier of an element also has the operation's tag in it.
        return this.#page.locator('.opblock').evaluateAll((all) => all.map(({ id }) => id.split('-').at(-1)));
    }

    /** Opens an operation unless it is open, and returns it. */
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

    /** The table with the response to an operation's request. */
    response(ident) {
        return this.#page.locator(`.opblock[id$="-${ident}"] .live-responses-table`);
    }

    /** Sends the request of an operation, and returns the shown response. */
    async execute(ident) {
        const operation = await this.operation(ident);
        const response = this.response(ident).locator('.response');
        // An older response stays until the new one arrives, and looks the same.
        if ((await response.count()) > 0) {
            await operation.locator('button.btn-clear').click();
            await response.waitFor({ state: 'detached' });
        }
        await operation.locator('button.execute').click();
        const status = await response.locator('.response-col_status').textContent();
        const body = await response.locator('.response-col_description .highlight-code code').textContent();
        return { status: parseInt(status, 10), body: JSON.parse(body) };
    }

    /** The body in the field of an operation. */
    async body(ident) {
        const operation = await this.operation(ident);
        return JSON.parse(await operation.locator('textarea.body-param__text').inputValue());
    }

    /** Enters a credential for a scheme. */
    async authorize(scheme, credential) {
        await this.#inDialog(async () => {
            const container = this.#scheme(scheme);
            await container.locator('input').fill(credential);
            await container.getByRole('button', { name: 'Apply credentials' }).click();
            await container.getByText('Authorized').waitFor();
        });
    }

    /** Removes the credential of a scheme. */
    async forget(scheme) {
        await this.#inDialog(async () => {
            const container = this.#scheme(scheme);
            await container.getByRole('button', { name: 'Remove authorization' }).click();
            await container.locator('input').waitFor();
        });
    }

    /** Fails unless these schemes have a credential. */
    async expectAuthorized(schemes) {
        await this.#inDialog(async () => {
            const containers = this.#dialog.locator('.auth-container');
            await expect(containers).not.toHaveCount(0);
            const remove = this.#page.getByRole('button', { name: 'Remove authorization' });
            await expect(containers.filter({ has: remove }).locator('h4 code')).toHaveText(schemes);
        });
    }

    async #inDialog(use) {
        await this.#page.locator('.auth-wrapper > .authorize').click();
        await this.#dialog.waitFor();
        await use();
        await this.#dialog.locator('.btn-done').first().click();
        await this.#dialog.waitFor({ state: 'detached' });
    }

    #scheme(scheme) {
        const heading = this.#page.locator('h4 code', { hasText: new RegExp(`^${scheme}$`) });
        return this.#dialog.locator('.auth-container', { has: heading });
    }
}
