import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Checkouts of the Python client, separated as paths are. */
const FOLDERS = process.env['NUMERAPI_SRC']?.split(delimiter).filter(Boolean) ?? [];
/** Where Python packages are that the system has not (pyarrow, with which pandas reads Parquet). */
const PACKAGES = process.env['NUMERAPI_PACKAGES'];
const MODULES = 'import requests, tqdm, dateutil, pandas, pytz, click, pyarrow';
const PYTHON = ['/usr/bin/python3', 'python3'].find(
  (program) =>
    spawnSync(program, ['-c', MODULES], { env: { PATH: process.env['PATH'], PYTHONPATH: PACKAGES } }).status === 0,
);
const skip =
  FOLDERS.length === 0
    ? 'NUMERAPI_SRC names no checkout of numerapi'
    : PYTHON === undefined
      ? `no Python here can ${MODULES} (NUMERAPI_PACKAGES may name a folder of packages)`
      : false;

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const ROBATA = here('../../../cli/bin/robata.js');
const DRIVER = here('testing/numerapi_live.py');
const CLIENTS = here('../../../../docs/clients');
const DAY_SECONDS = 2;
/** Rounds take 22 days from their opening to their payout; a machine with much else to do may take five times as long. */
const WAIT_SECONDS = 22 * DAY_SECONDS * 6;
const SEASON = ['--universe', '150', '--rounds', '8', '--models', '8', '--day-seconds', String(DAY_SECONDS)];

interface Outcome {
  readonly works: boolean;
  readonly told: string;
}
interface Told {
  readonly outcomes: Readonly<Record<string, Outcome>>;
  readonly commands: Readonly<Record<string, Outcome>>;
  readonly faults: Readonly<Record<string, string>>;
  readonly undriven: readonly string[];
}

let folder = '';
let url = '';
let server: ChildProcess | undefined;

before(async () => {
  if (skip !== false) return;
  folder = await mkdtemp(join(tmpdir(), 'robata-live-'));
  const { DATABASE_URL: _, ...environment } = process.env;
  server = spawn(process.execPath, [ROBATA, 'start', '--data', join(folder, 'data'), '--port', '0', ...SEASON], {
    env: { ...environment, ROBATA_PRIVATE_WEBHOOKS: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  for await (const chunk of server.stdout?.iterator({ destroyOnReturn: false }) ?? []) {
    said += String(chunk);
    url = /(http:\/\/localhost:\d+)/.exec(said)?.[1] ?? '';
    if (url !== '') break;
  }
  assert.notEqual(url, '', said);
  server.stdout?.resume();
  while ((await fetch(`${url}/readyz`)).status !== 200) await new Promise((resolve) => setTimeout(resolve, 500));
});

after(async () => {
  if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolve) => server?.once('exit', resolve));
  server.kill('SIGTERM');
  await ended;
  await rm(folder, { recursive: true, force: true });
});

async function admin<T>(...words: string[]): Promise<T> {
  const all = [ROBATA, 'admin', ...words, '--data', join(folder, 'data'), '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, all);
  return JSON.parse(stdout) as T;
}

/** One account takes part with one release, from its first key to its payout. */
async function takePart(client: string): Promise<Told> {
  const account = basename(client)
    .replaceAll(/[^a-z0-9]/g, '_')
    .slice(-16);
  const words = ['account', 'create', '--username', account, '--email', `${account}@example.org`];
  const key = await admin<{ publicId: string; secretKey: string }>(...words);
  const model = async (tournament: string) => {
    const slot = ['--username', account, '--tournament', tournament, '--name', `${account}_${tournament}`];
    const made = await admin<{ modelId: string; name: string }>('model', 'create', ...slot);
    return { id: made.modelId, name: made.name };
  };
  const given = {
    url: `${url}/`,
    publicId: key.publicId,
    secretKey: key.secretKey,
    account,
    model: await model('classic'),
    signalsModel: await model('signals'),
    played: 'ridge',
    folder: await mkdtemp(join(folder, 'client-')),
    clients: CLIENTS,
    waitSeconds: WAIT_SECONDS,
  };
  await admin('deposit', '--username', account, '--amount', '1000');
  const child = spawn(PYTHON as string, [DRIVER], {
    env: {
      PATH: process.env['PATH'],
      PYTHONPATH: [client, PACKAGES].filter(Boolean).join(delimiter),
      PYTHONDONTWRITEBYTECODE: '1',
    },
  });
  child.stdin.end(`${JSON.stringify(given)}\n`);
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  assert.notEqual(out, '', err);
  return JSON.parse(out) as Told;
}

describe('every public method and command of the Python client takes part in a live tournament', {
  skip,
  concurrency: true,
  timeout: 900_000,
}, () => {
  for (const client of FOLDERS) {
    test(basename(client), async (context) => {
      const { outcomes, commands, faults, undriven } = await takePart(client);
      for (const [name, { works, told }] of Object.entries({ ...outcomes, ...commands })) {
        context.diagnostic(`${works ? '+' : '-'} ${name}: ${told}`);
      }
      assert.deepEqual(faults, {});
      assert.deepEqual(undriven, []);
      const failed = Object.entries({ ...outcomes, ...commands }).filter(([, { works }]) => !works);
      assert.deepEqual(failed, []);
      assert.ok(Object.keys(outcomes).length >= 45 && Object.keys(commands).length >= 18, 'all methods and commands');
    });
  }
});
