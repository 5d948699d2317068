// Pictures of pages: all are kept beside what was built, and some of them for the README.

import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** How many pixels of the page are left below what a picture is about. */
const MARGIN = 8;

/** Takes pictures. */
export class Pictures {
    #folder;
    #shown;

    /** Keeps pictures in `folder`; those for the README go to `shown` too, unless that is undefined. */
    constructor(folder, shown) {
        this.#folder = folder;
        this.#shown = shown;
    }

    /** Takes a picture of a whole page. */
    async keep(page, name) {
        const path = join(this.#folder, `${name}.png`);
        await page.screenshot({ path, fullPage: true, scale: 'css', animations: 'disabled' });
    }

    /** Takes a picture for the README: the page in a window of this width, from its top to the end of an element,
     * without the elements that differ from run to run. */
    async show(page, name, { width, until, without = [] }) {
        const usual = page.viewportSize();
        const hidden = page.locator([...without, '[hidden]'].join(', '));
        await hidden.evaluateAll((elements) => elements.forEach(({ style }) => style.setProperty('display', 'none')));
        await page.setViewportSize({ width, height: usual.height });
        // Nothing is pointed at, and nothing has the focus.
        await page.mouse.move(0, 0);
        await page.evaluate(() => {
            document.activeElement?.blur();
            window.scrollTo(0, 0);
        });
        const { y, height } = await until.boundingBox();
        await page.setViewportSize({ width, height: Math.ceil(y + height) + MARGIN });
        const path = join(this.#folder, `readme-${name}.png`);
        await page.screenshot({ path, animations: 'disabled' });
        await hidden.evaluateAll((elements) => elements.forEach(({ style }) => style.removeProperty('display')));
        await page.setViewportSize(usual);
        if (this.#shown !== undefined) {
            await mkdir(this.#shown, { recursive: true });
            await copyFile(path, join(this.#shown, `${name}.png`));
        }
    }
}
