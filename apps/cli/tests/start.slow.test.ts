import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { endChild } from './endChild.ts';

const ROBATA = fileURLToPath(new URL('../bin/robata.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'robata-start-'));
const running = new Set<ChildProcess>();
after(async () => {
  for (const child of running) await endChild(child, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Robata {
  readonly url: string;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts the real command and waits until it says where it is. */
function robata(...words: string[]): Promise<Robata> {
  const child = spawn(process.execPath, [ROBATA, ...words, '--port', '0', '--data', folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => {
      running.delete(child);
      resolve(code);
    });
  });
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      const url = /(http:\/\/localhost:\d+)/.exec(said)?.[1];
      if (url !== undefined) {
        resolve({
          url,
          stop(signal = 'SIGTERM') {
            child.kill(signal);
            return ended;
          },
        });
      }
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    ended.then((code) => reject(new Error(`robata ${words[0]} ended with ${code}: ${said}`)));
  });
}

const json = async (url: string): Promise<Record<string, never>> =>
  (await fetch(url)).json() as Promise<Record<string, never>>;

async function until<T>(what: string, look: () => Promise<T | false>): Promise<T> {
  for (let tries = 0; tries < 2_400; tries++) {
    const found = await look();
    if (found !== false) return found;
    await new Promise((resolve) => {
      setTimeout(resolve, 250);
    });
  }
  throw new Error(`never came about: ${what}`);
}

const roundsAt = async (url: string): Promise<number> =>
  ((await json(`${url}/api/rounds`)) as unknown as unknown[]).length;

it('plays a season, goes on live, survives kill -9 in the middle, and serve continues where it stood', {
  timeout: 900_000,
}, async () => {
  const words = ['--universe', '120', '--rounds', '4', '--models', '14', '--day-seconds', '0.2'];
  const first = await robata('start', ...words);
  assert.equal((await fetch(`${first.url}/`)).status, 200);
  await until('two rounds are stored', async () => (await roundsAt(first.url)) >= 2);
  await first.stop('SIGKILL');

  const second = await robata('start');
  await until('the season is played', async () => (await fetch(`${second.url}/readyz`)).status === 200);
  const live = await until('it is live with rounds beyond the season', async () => {
    const overview = (await json(`${second.url}/api/overview`)) as { progress?: { state: string } };
    const rounds = await roundsAt(second.url);
    return overview.progress?.state === 'live' && rounds > 4 && rounds;
  });
  const board = (await json(`${second.url}/api/leaderboard`)) as unknown as { kind: string; tc: number | null }[];
  assert.equal(board.filter(({ kind }) => !kind.startsWith('signals')).length, 15);
  assert.equal(board.filter(({ kind }) => kind.startsWith('signals')).length, 6);
  assert.ok(board.some(({ kind }) => kind === 'meta'));
  assert.equal(await second.stop(), 0);

  const third = await robata('serve');
  assert.ok((await roundsAt(third.url)) >= live);
  await until('serve goes on with it', async () => (await roundsAt(third.url)) > live + 1);
  assert.equal(await third.stop('SIGINT'), 0);
});
