import type { BrowserContextOptions } from 'playwright-core';

const touch = { hasTouch: true, isMobile: true } as const;

/** Every page has to work on each of them. */
export const SCREENS: Readonly<Record<string, BrowserContextOptions>> = {
  '390-light': { colorScheme: 'light', viewport: { width: 390, height: 844 }, ...touch },
  '390-dark': { colorScheme: 'dark', viewport: { width: 390, height: 844 }, ...touch },
  '1024-light': { colorScheme: 'light', viewport: { width: 1024, height: 768 } },
  '1024-dark': { colorScheme: 'dark', viewport: { width: 1024, height: 768 } },
  '1680-light': { colorScheme: 'light', viewport: { width: 1680, height: 1050 } },
  '1680-dark': { colorScheme: 'dark', viewport: { width: 1680, height: 1050 } },
};
