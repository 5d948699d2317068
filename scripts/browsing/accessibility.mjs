// Whether people who see badly, or have no mouse, can use a page.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const GRAVE = ['serious', 'critical'];
/** How often Tab may be pressed before a page is taken for endless. */
const MOST_TABS = 200;

/** Fails on every finding of axe-core that is serious or critical, but for the rules that are left out. */
export async function assertAccessible(page, { leftOut = [] } = {}) {
    await page.evaluate(AXE);
    const rules = Object.fromEntries(leftOut.map((rule) => [rule, { enabled: false }]));
    const { violations, passes } = await page.evaluate((rules) => window.axe.run(document, { rules }), rules);
    assert.notEqual(passes.length, 0, 'axe-core found nothing to look at');
    const findings = violations.filter(({ impact }) => GRAVE.includes(impact)).flatMap(told);
    assert.deepEqual(findings, []);
}

/** Fails when the page can be scrolled sideways, or is shown smaller than it was made for, as browsers on phones do
 * with pages that were made for larger windows. */
export async function assertFits(page) {
    const { width } = page.viewportSize();
    const found = await page.evaluate(() => ({
        layout: window.innerWidth,
        content: document.documentElement.scrollWidth,
    }));
    assert.deepEqual(found, { layout: width, content: width });
}

/** Goes through the page by Tab, from its beginning to where the focus leaves it, and returns the label of each
 * element that the focus comes to. Fails when one of them looks no different with it. */
export async function tabThrough(page) {
    const labels = [];
    for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
        await page.keyboard.press('Tab');
        const element = await focused(page);
        if (element === undefined) {
            return labels;
        }
        assert.ok(element.isVisible, `nobody sees that the focus is on: ${element.label}`);
        labels.push(element.label);
    }
    assert.fail(`after pressing Tab ${MOST_TABS} times, the focus is still in the page`);
}

/** Presses Tab until the focus is on the element with this label. */
export async function tabTo(page, label) {
    for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
        await page.keyboard.press('Tab');
        const element = await focused(page);
        if (element?.label === label) {
            return;
        }
    }
    assert.fail(`Tab does not come to: ${label}`);
}

/** The labels of everything on the page that can be pressed, in the order of the page. */
export async function pressable(page) {
    const elements = page.locator('a[href], button, input:not([type=hidden]), select, textarea, summary');
    return elements.evaluateAll((all) =>
        all.filter((element) => element.checkVisibility()).map((element) => element.textContent.trim()),
    );
}

// The element with the focus, if it is within the page.
async function focused(page) {
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
        const isVisible = isOutlined || focused.boxShadow !== plain.boxShadow;
        return { label: element.textContent.trim(), isVisible };
    });
}

function told({ id, impact, nodes }) {
    const reason = ({ any, all, none }) => [...any, ...all, ...none].map(({ message }) => message).join('; ');
    return nodes.map((node) => `${id} (${impact}): ${node.target.join(' ')}: ${reason(node)}`);
}
