// Screenshots of every page, and of two pages for the documentation.

import { test } from '@playwright/test';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { IMAGES, OUTPUT } from './paths.mjs';

/** Pixels below the last element of a picture. */
const MARGIN = 8;
/** The width of a picture for the documentation, in pixels. */
const WIDTH = 1000;

/** Takes a picture of a whole page. */
export async function keepPicture(page, name) {
    const path = join(OUTPUT, `${name}-${test.info().project.name}.png`);
    await page.screenshot({ path, fullPage: true, scale: 'css', animations: 'disabled' });
}

/** Takes a picture for the documentation, in one window only: the page from its top to the end of an element, without
 * the elements that differ from run to run. */
export async function keepDocumentationPicture(page, name, { until, without = [] }) {
    if (test.info().project.name !== 'desktop-light') {
        return;
    }
    const usual = page.viewportSize();
    // The content security policy forbids a style sheet.
    const hidden = page.locator([...without, '[hidden]'].join(', '));
    await hidden.evaluateAll((elements) => elements.forEach(({ style }) => style.setProperty('display', 'none')));
    await page.setViewportSize({ width: WIDTH, height: usual.height });
    // No hover, and no focus.
    await page.mouse.move(0, 0);
    await page.evaluate(() => {
        document.activeElement?.blur();
        window.scrollTo(0, 0);
    });
    const { y, height } = await until.boundingBox();
    await page.setViewportSize({ width: WIDTH, height: Math.ceil(y + height) + MARGIN });
    const path = join(OUTPUT, `documentation-${name}.png`);
    await page.screenshot({ path, animations: 'disabled' });
    await hidden.evaluateAll((elements) => elements.forEach(({ style }) => style.removeProperty('display')));
    await page.setViewportSize(usual);
    if (process.env.UPDATE_IMAGES) {
        await mkdir(IMAGES, { recursive: true });
        await copyFile(path, join(IMAGES, `${name}.png`));
    }
}
