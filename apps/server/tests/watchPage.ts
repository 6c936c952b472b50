import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

/** How long a page may take to come to what is waited for: nothing is measured by it, and a machine that is busy with other tests is slow. */
export const PATIENCE_MS = 90_000;

/** Everything that a visitor must never cause: a failed or foreign request, an error in the console or in the page. */
export function watchPage(page: Page, origin: string): { readonly faults: string[] } {
  const faults: string[] = [];
  // A file that is saved is asked for under an address of the page's own.
  const own = [origin, `blob:${origin}`, 'data:'];
  page.on('request', (request) => {
    const url = request.url();
    if (!own.some((start) => url.startsWith(start))) faults.push(`asked elsewhere: ${url}`);
  });
  page.on('requestfailed', (request) => {
    // Leaving a page ends what it was still asking for.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') faults.push(`failed: ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) faults.push(`${response.status()}: ${response.url()}`);
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`page error: ${error.message}`));
  return { faults };
}

/** Goes to an address and waits until its data is there. */
export async function visit(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: 'load' });
  await page.locator('main h1').waitFor();
  await page.waitForFunction(() => document.querySelector('main .skeleton') === null);
}

/** The page is not wider than the screen, and neither is anything that stands outside a frame that scrolls. */
export async function assertNoSidewaysScroll(page: Page, what: string): Promise<void> {
  const { wide, width, culprits } = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const culprits = [...document.querySelectorAll('main *')]
      .filter((element) => element.closest('.table-frame, .copy-line, [popover], .unseen') === null)
      .filter((element) => element.getBoundingClientRect().right > width + 1)
      .map((element) => `${element.tagName}.${element.className}`);
    return { wide: document.documentElement.scrollWidth, width, culprits: culprits.slice(0, 5) };
  });
  assert.deepEqual(culprits, [], `${what}: beyond the edge`);
  assert.ok(wide <= width, `${what} is ${wide} px wide on a screen of ${width} px`);
}
