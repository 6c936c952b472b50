import type { Locator } from 'playwright-core';

/**
 * Presses a box whose state stands in the address, and waits until it shows it: the page changes its address first and is drawn anew a moment later,
 * in which `check()` would find the box as it was.
 */
export async function tick(box: Locator, isChecked = true): Promise<void> {
  await box.click();
  await box.and(box.page().locator(isChecked ? ':checked' : ':not(:checked)')).waitFor();
}
