import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
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
const START_MS = 120_000;

/** Chromium: the installed one, else the one that came with npm; or the reason why neither starts. */
export async function openBrowser(): Promise<Browser | string> {
  try {
    const executablePath = INSTALLED.find((path) => existsSync(path)) ?? (await unpacked());
    return await chromium.launch({ executablePath, args: FLAGS, timeout: START_MS });
  } catch (error) {
    const lines = String(error instanceof Error ? error.message : error).split('\n');
    return `Chromium does not start here: ${lines.find((line) => /error|cannot|missing/i.test(line)) ?? lines[0]}`;
  }
}

/**
 * The packed Chromium, unpacked where its package looks for it. The package writes it there bit by bit and takes whatever is there already: another
 * test file would start a half of it. So it is unpacked in a folder of one's own and then put in place, the program itself last.
 */
async function unpacked(): Promise<string> {
  const place = join(tmpdir(), 'chromium');
  if (existsSync(place)) return place;
  const own = await mkdtemp(join(tmpdir(), 'robata-chromium-'));
  try {
    const packed = JSON.stringify(import.meta.resolve('@sparticuz/chromium'));
    const program = `await (await import(${packed})).default.executablePath()`;
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
      env: { ...process.env, TMPDIR: own },
    });
    for (const name of (await readdir(own)).filter((each) => each !== 'chromium')) {
      // A folder that another test file was faster with stays.
      await rename(join(own, name), join(tmpdir(), name)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
      });
    }
    await rename(join(own, 'chromium'), place);
  } finally {
    await rm(own, { recursive: true, force: true });
  }
  return place;
}
