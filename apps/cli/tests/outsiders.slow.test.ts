import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { endChild } from './endChild.ts';

const ROBATA = fileURLToPath(new URL('../bin/robata.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'robata-outsiders-'));
const KILLS = 2;
const LIVE = 'Live: ';
let child: ChildProcess | undefined;
let url = '';
let said = '';
after(async () => {
  await endChild(child, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the real command and waits until its market is live, however long it repeats what is stored. */
async function live(...words: string[]): Promise<void> {
  said = '';
  child = spawn(process.execPath, [ROBATA, ...words, '--port', '0', '--data', folder]);
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  for (let tries = 0; tries < 2_400; tries++) {
    assert.equal(child?.exitCode ?? child?.signalCode, null, said);
    url = /(http:\/\/localhost:\d+)/.exec(said)?.[1] ?? '';
    const page =
      url === ''
        ? null
        : await fetch(`${url}/api/overview`).then(
            (answer) => answer.json(),
            () => null,
          );
    if ((page as { progress?: { message: string } } | null)?.progress?.message.startsWith(LIVE) === true) return;
    await sleep(200);
  }
  throw new Error(`it never came to be live: ${said}`);
}

async function post<T>(path: string, body: object, token: string, key?: string): Promise<T> {
  const headers = { 'content-type': 'application/json', authorization: `Token ${token}` };
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: key === undefined ? headers : { ...headers, 'idempotency-key': key },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as T;
}

/** The data of an answer; throws where it was refused, or where nobody answered. */
async function ask<T>(token: string, query: string, key?: string): Promise<T> {
  const { data, errors } = await post<{ data: T; errors?: unknown }>('/', { query }, token, key);
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

it('keeps every acknowledged submission and stake of outsiders, once, through kill -9 while they come', {
  timeout: 900_000,
}, async () => {
  await live('start', '--universe', '100', '--rounds', '2', '--models', '4', '--signals', '0', '--day-seconds', '2');
  const operator = JSON.parse(readFileSync(join(folder, 'operator.json'), 'utf8')) as Record<string, string>;
  const operate = <T>(command: string, body: object) =>
    post<T>(`/api/operator/${command}`, body, `${operator['publicId']}$${operator['secretKey']}`);
  const { publicId, secretKey } = await operate<Record<string, string>>('account/create', {
    username: 'ada',
    email: 'ada@example.org',
  });
  const token = `${publicId}$${secretKey}`;
  const model = { username: 'ada', tournament: 'classic', name: 'ada_one' };
  const { modelId } = await operate<{ modelId: string }>('model/create', model);
  await operate('deposit', { username: 'ada', amount: '1000' });

  const acknowledged = new Set<string>();
  const stakes: { readonly key: string; isAcknowledged: boolean }[] = [];
  const increase = `mutation { v2ChangeStake(value: "1", type: "increase", modelId: "${modelId}", tournamentNumber: 8) { status } }`;
  let seed = 0;
  const submitAndStake = async (): Promise<void> => {
    const { rounds } = await ask<{ rounds: { number: number }[] }>(
      token,
      '{ rounds(tournament: 8, number: 0) { number } }',
    );
    const { dataset } = await ask<{ dataset: string }>(
      token,
      `{ dataset(filename: "v1.0/live_${rounds[0]?.number}.csv") }`,
    );
    const [, ...lines] = (await (await fetch(dataset)).text()).trim().split('\n');
    seed += 1;
    const rows = lines.map((line, at) => `${line.split(',')[0]},${(1 + ((at * 7_919 + seed * 31) % 997)) / 999}`);
    const { submissionUploadAuth: auth } = await ask<{ submissionUploadAuth: { filename: string; url: string } }>(
      token,
      `{ submissionUploadAuth(filename: "p.csv", tournament: 8, modelId: "${modelId}") { filename url } }`,
    );
    await fetch(auth.url, { method: 'PUT', body: `id,prediction\n${rows.join('\n')}\n` });
    const stake = { key: `stake-${seed}`, isAcknowledged: false };
    stakes.push(stake);
    await ask(token, increase, stake.key);
    stake.isAcknowledged = true;
    const made = await ask<{ createSubmission: { id: string } }>(
      token,
      `mutation { createSubmission(filename: "${auth.filename}", tournament: 8, modelId: "${modelId}") { id } }`,
    );
    acknowledged.add(made.createSubmission.id);
  };

  const over = new AbortController();
  const client = (async () => {
    // A round may be between its close and the next, or nobody there: then once more.
    while (!over.signal.aborted) await submitAndStake().catch(() => sleep(100));
  })();
  /** Until so many stakes were tried and so many submissions are acknowledged, and some time more. */
  const hasWorked = async (stakesTried: number, submissionsKept: number, ms: number): Promise<void> => {
    while (stakes.length < stakesTried || acknowledged.size < submissionsKept) {
      assert.equal(child?.exitCode ?? child?.signalCode, null, said);
      await sleep(100);
    }
    await sleep(ms);
  };
  for (let kills = 1; kills <= KILLS; kills++) {
    await hasWorked(kills, 0, 2_500 + 1_300 * kills);
    await endChild(child, 'SIGKILL');
    await live('serve');
  }
  await hasWorked(KILLS + 1, 1, 4_000);
  over.abort();
  await client;

  for (const stake of stakes) {
    // A round that closes just now refuses it for a moment.
    while (!stake.isAcknowledged) {
      stake.isAcknowledged = await ask(token, increase, stake.key).then(
        () => true,
        (error: Error) => {
          assert.match(error.message, /round_closing/);
          return false;
        },
      );
    }
  }
  const { account } = await ask<{
    account: { availableNmr: string; models: { submissions: { id: string }[] }[] };
  }>(token, '{ account { availableNmr models { submissions { id } } } }');
  assert.equal(Number(account.availableNmr), 1000 - stakes.length, 'each stake was paid once');
  const kept = account.models[0]?.submissions.map(({ id }) => id) ?? [];
  assert.equal(new Set(kept).size, kept.length);
  for (const id of acknowledged) assert.ok(kept.includes(id), `submission ${id} was lost`);
  assert.equal(child?.exitCode ?? child?.signalCode, null, said);
});
