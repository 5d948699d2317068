// Accessibility: axe-core, and navigation by keyboard.

import { expect } from '@playwright/test';
import axe from 'axe-core';

const SEVERE = ['serious', 'critical'];
/** The largest number of tab stops of a page. */
const MAX_TABS = 200;

/** Fails on every serious or critical finding of axe-core, except those of the ignored rules. */
export async function expectAccessible(page, ignoredRules = []) {
    await page.evaluate(axe.source);
    const rules = Object.fromEntries(ignoredRules.map((rule) => [rule, { enabled: false }]));
    const { violations, passes } = await page.evaluate((rules) => window.axe.run(document, { rules }), rules);
    expect(passes, 'axe-core looks at something').not.toEqual([]);
    const severe = violations.filter(({ impact }) => SEVERE.includes(impact));
    const findings = severe.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    );
    expect(findings, 'axe-core has no serious finding').toEqual([]);
}

/** Presses Tab from the start of the page until the focus leaves it, and returns the label of each stop. Fails when a
 * stop looks no different with the focus. */
export async function tabThrough(page) {
    const labels = [];
    for (let tabs = 0; tabs < MAX_TABS; tabs += 1) {
        const stop = await nextStop(page);
        if (stop === undefined) {
            return labels;
        }
        expect(stop, 'the focus can be seen').toEqual({ label: stop.label, isVisible: true });
        labels.push(stop.label);
    }
    throw new Error(`after ${MAX_TABS} presses of Tab, the focus is still in the page`);
}

/** Presses Tab until the focus is on the element with this label. */
export async function tabTo(page, label) {
    for (let tabs = 0; tabs < MAX_TABS; tabs += 1) {
        if ((await nextStop(page))?.label === label) {
            return;
        }
    }
    throw new Error(`Tab does not come to: ${label}`);
}

/** The labels of all visible controls, in the order of the page. */
export async function controls(page) {
    const elements = page.locator('a[href], button, input:not([type=hidden]), select, textarea, summary');
    return elements.evaluateAll((all) =>
        all.filter((element) => element.checkVisibility()).map((element) => element.textContent.trim()),
    );
}

// Presses Tab, and looks at the element with the focus, if that is within the page.
async function nextStop(page) {
    await page.keyboard.press('Tab');
    return page.evaluate(() => {
        const element = document.activeElement;
        if (element === null || element === document.body) {
            return undefined;
        }
        const look = () => {
            const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(element);
            return { outlineStyle, outlineWidth, outlineColor, boxShadow };
        };
        const focused = look();
        element.blur();
        const plain = look();
        element.focus({ focusVisible: true });
        const hasOutline =
            focused.outlineStyle !== 'none' &&
            parseFloat(focused.outlineWidth) >= 1 &&
            focused.outlineColor !== 'rgba(0, 0, 0, 0)';
        const isOutlined = hasOutline && JSON.stringify(focused) !== JSON.stringify(plain);
        return { label: element.textContent.trim(), isVisible: isOutlined || focused.boxShadow !== plain.boxShadow };
    });
}
