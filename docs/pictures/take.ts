/**
 * Takes the pictures of this folder: plays a small demonstration, signs up a participant, an operator and an investor, and looks at every page in
 * both themes and three widths; a sheet for each page. `node docs/pictures/take.ts [--rounds 40] [--only home,round]`; takes some minutes and leaves nothing running.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../../apps/server/tests/openBrowser.ts';
import { SCREENS } from '../../apps/server/tests/screens.ts';

const ROBATA = fileURLToPath(new URL('../../apps/cli/bin/robata.js', import.meta.url));
const FOLDER = fileURLToPath(new URL('.', import.meta.url));
/** Of a sheet, in pixels. */
const HEIGHT = 720;
const GAP = 16;
const PASSWORD = 'a sentence that is easy to keep';
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '40' }, only: { type: 'string' } },
});
const only = values.only?.split(',');

/** By the name of the sheet. */
const PUBLIC = {
  home: '/',
  leaderboard: '/leaderboard',
  accounts: '/leaderboard?by=accounts',
  model: '/models/planted',
  compare: '/compare?models=planted,example,ensemble',
  rounds: '/rounds',
  round: '/rounds/12',
  verify: '/rounds/12/verify',
  calendar: '/calendar',
  'meta-model': '/meta-model',
  data: '/data',
  rules: '/rules',
  fund: '/fund',
  product: '/fund/market_neutral',
  factsheet: '/fund/market_neutral/factsheet',
  incidents: '/incidents',
  definitions: '/definitions',
  'sign-in': '/sign-in',
  'sign-up': '/sign-up',
} as const;
const OF_PARTICIPANTS = {
  submit: '/submit',
  diagnostics: '/diagnostics',
  wallet: '/wallet',
  stake: '/wallet/pictured',
  models: '/account/models',
  keys: '/account/keys',
  security: '/account/security',
  notifications: '/account/notifications',
} as const;
const OF_OPERATORS = {
  console: '/console',
  'console-rounds': '/console/rounds',
  'console-round': '/console/rounds/12',
  'console-jobs': '/console/jobs',
  'console-accounts': '/console/accounts',
  'console-money': '/console/money',
  'console-incidents': '/console/incidents',
  'console-configuration': '/console/configuration',
  'console-audit': '/console/audit',
  'console-health': '/console/health',
} as const;

const folder = await mkdtemp(join(tmpdir(), 'robata-pictures-'));
const data = ['--data', join(folder, 'data')];
const admin = async (...words: string[]): Promise<Record<string, string>> =>
  JSON.parse(
    (await promisify(execFile)(process.execPath, [ROBATA, 'admin', ...words, ...data, '--json'])).stdout,
  ) as Record<string, string>;
const browser = await openBrowser();
if (typeof browser === 'string') throw new Error(browser);
const server = spawn(
  process.execPath,
  [ROBATA, 'start', ...data, '--port', '0', '--universe', '200', '--rounds', values.rounds, '--day-seconds', '4'],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
try {
  const origin = await addressOf(server);
  for (;;) {
    if ((await fetch(`${origin}/readyz`)).ok) break;
    await sleep(500);
  }
  await person(origin, 'ada');
  await admin('model', 'create', '--username', 'ada', '--tournament', 'classic', '--name', 'pictured');
  await admin('deposit', '--username', 'ada', '--amount', '250');
  await operator(origin, 'olive');
  await look(browser, origin, PUBLIC, null);
  await look(browser, origin, OF_PARTICIPANTS, 'ada');
  await look(browser, origin, OF_OPERATORS, 'olive');
} finally {
  await browser.close();
  if (server.exitCode === null) {
    server.kill('SIGTERM');
    await once(server, 'exit');
  }
  await rm(folder, { recursive: true });
}

async function addressOf({ stdout }: ChildProcess): Promise<string> {
  let said = '';
  for await (const chunk of (
    stdout as NodeJS.ReadableStream & { iterator(options: object): AsyncIterable<Buffer> }
  ).iterator({
    destroyOnReturn: false,
  })) {
    said += String(chunk);
    const found = /http:\/\/localhost:\d+/.exec(said)?.[0];
    if (found !== undefined) {
      stdout?.resume();
      return found;
    }
  }
  throw new Error(`the server ended: ${said}`);
}

async function post(origin: string, path: string, body: object): Promise<void> {
  const answer = await fetch(`${origin}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}

function mailOf(name: string): string {
  return `${name}@example.org`;
}
function person(origin: string, name: string): Promise<void> {
  return post(origin, '/api/auth/sign-up/email', { email: mailOf(name), password: PASSWORD, name, username: name });
}

async function operator(origin: string, name: string): Promise<void> {
  await admin('account', 'create', '--username', name, '--email', mailOf(name), '--role', 'operator');
  const { token } = await admin('account', 'reset-password', '--username', name);
  await post(origin, '/api/auth/reset-password', { token, newPassword: PASSWORD });
}

/** A sheet for each of the pages: the six screens side by side, as much of each as stands above the fold. */
async function look(
  browser: Browser,
  origin: string,
  pages: Readonly<Record<string, string>>,
  who: string | null,
): Promise<void> {
  const shots = new Map<string, Buffer[]>();
  for (const options of Object.values(SCREENS)) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    if (who !== null) await signIn(page, origin, who);
    for (const [name, path] of Object.entries(pages)) {
      if (only?.includes(name) === false) continue;
      await page.goto(`${origin}${path}`, { waitUntil: 'load' });
      await page.locator('main h1').waitFor();
      await page.waitForFunction(() => document.querySelector('main .skeleton') === null);
      await sleep(300);
      shots.set(name, [...(shots.get(name) ?? []), await page.screenshot()]);
    }
    await context.close();
  }
  const table = await browser.newPage();
  for (const [name, pictures] of shots) {
    await writeFile(join(FOLDER, `${name}.webp`), await sheetOf(table, pictures));
    console.log(name);
  }
  await table.close();
}

async function signIn(page: Page, origin: string, name: string): Promise<void> {
  await page.goto(`${origin}/sign-in`);
  await page.getByLabel('E-mail address', { exact: true }).fill(mailOf(name));
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: /^Sign in$/ }).click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
}

/** Side by side at one height, as WebP. */
async function sheetOf(page: Page, pictures: readonly Buffer[]): Promise<Buffer> {
  const urls = pictures.map((picture) => `data:image/png;base64,${picture.toString('base64')}`);
  const url = await page.evaluate(
    async ({ urls, height, gap }) => {
      const images = await Promise.all(
        urls.map(async (source) => {
          const image = new Image();
          image.src = source;
          await image.decode();
          return image;
        }),
      );
      const widths = images.map((image) => Math.round((image.width * height) / image.height));
      const canvas = document.createElement('canvas');
      canvas.width = widths.reduce((sum, width) => sum + width + gap, gap);
      canvas.height = height + 2 * gap;
      const brush = canvas.getContext('2d');
      if (brush === null) throw new Error('no canvas');
      brush.imageSmoothingQuality = 'high';
      brush.fillStyle = '#8a8a8a';
      brush.fillRect(0, 0, canvas.width, canvas.height);
      let left = gap;
      images.forEach((image, at) => {
        brush.drawImage(image, left, gap, widths[at] as number, height);
        left += (widths[at] as number) + gap;
      });
      return canvas.toDataURL('image/webp', 0.72);
    },
    { urls, height: HEIGHT, gap: GAP },
  );
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
}
