import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { assertAccessible } from './assertAccessible.ts';
import { SCREENS } from './screens.ts';
import { assertNoSidewaysScroll, PATIENCE_MS, visit, watchPage } from './watchPage.ts';

export interface ScreenStory {
  readonly browser: Browser;
  readonly origin: string;
  /** Of the pictures. */
  readonly name: string;
  /** Addresses that are looked at as they come. */
  readonly paths: readonly string[];
  /** Signs in, or leaves other things behind, before anything is looked at. */
  readonly before?: (page: Page, context: BrowserContext) => Promise<void>;
  /** Opens what one has to open on the page before it is looked at. */
  readonly prepare?: (page: Page, path: string) => Promise<void>;
}

/** Both themes, the narrowest and the widest: what CI has time for. */
const IN_CI: ReadonlySet<string> = new Set(['390-dark', '1680-light']);

/**
 * Looks at each page in both themes: nothing beyond the edge, no failed request, no error in the console, no serious fault by axe. With
 * ROBATA_SCREENSHOTS=FOLDER on all six screens (axe on the narrowest and the widest), and pictures are kept there.
 */
export async function onEveryScreen({ browser, origin, name, paths, before, prepare }: ScreenStory): Promise<void> {
  const pictures = process.env['ROBATA_SCREENSHOTS'];
  if (pictures !== undefined) await mkdir(pictures, { recursive: true });
  const screens = Object.entries(SCREENS).filter(([screen]) => pictures !== undefined || IN_CI.has(screen));
  for (const [screen, options] of screens) {
    // What fades in or out would be judged, and pictured, half seen.
    const context = await browser.newContext({ ...options, reducedMotion: 'reduce' });
    context.setDefaultTimeout(PATIENCE_MS);
    try {
      const page = await context.newPage();
      const { faults } = watchPage(page, origin);
      await before?.(page, context);
      for (const path of paths) {
        await visit(page, `${origin}${path}`);
        await prepare?.(page, path);
        await assertNoSidewaysScroll(page, `${path} (${screen})`);
        if (!screen.startsWith('1024')) await assertAccessible(page, `${path} (${screen})`);
        if (pictures !== undefined) {
          const file = `${name}${path.replaceAll(/[^a-z0-9]+/gi, '-')}-${screen}.png`;
          await page.screenshot({ path: join(pictures, file), fullPage: true });
        }
      }
      assert.deepEqual(faults, [], screen);
    } finally {
      await context.close();
    }
  }
}
