import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { assertAccessible } from './assertAccessible.ts';
import { SCREENS } from './screens.ts';
import { assertNoSidewaysScroll, visit, watchPage } from './watchPage.ts';

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

/**
 * Looks at each page in both themes and three widths: nothing beyond the edge, no failed request, no error in the console; axe in both themes of
 * the narrowest and of the widest. With ROBATA_SCREENSHOTS=FOLDER pictures are kept there.
 */
export async function onEveryScreen({ browser, origin, name, paths, before, prepare }: ScreenStory): Promise<void> {
  const pictures = process.env['ROBATA_SCREENSHOTS'];
  if (pictures !== undefined) await mkdir(pictures, { recursive: true });
  for (const [screen, options] of Object.entries(SCREENS)) {
    const context = await browser.newContext(options);
    context.setDefaultTimeout(30_000);
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
