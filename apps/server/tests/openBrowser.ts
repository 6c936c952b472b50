import { existsSync } from 'node:fs';
import packedChromium from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Chromium: the installed one, else the one that came with npm; or the reason why neither starts. */
export async function openBrowser(): Promise<Browser | string> {
  try {
    const executablePath = INSTALLED.find((path) => existsSync(path)) ?? (await packedChromium.executablePath());
    return await chromium.launch({ executablePath, args: FLAGS });
  } catch (error) {
    const lines = String(error instanceof Error ? error.message : error).split('\n');
    return `Chromium does not start here: ${lines.find((line) => /error|cannot|missing/i.test(line)) ?? lines[0]}`;
  }
}
