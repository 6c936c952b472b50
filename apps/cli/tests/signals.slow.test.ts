import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { endChild } from './endChild.ts';

const ROBATA = fileURLToPath(new URL('../bin/robata.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'robata-signals-'));
const LEFT_OUT = 7;
let child: ChildProcess | undefined;
let url = '';
let said = '';
after(async () => {
  await endChild(child, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Asks again until there is an answer that is wanted. */
async function until<T>(what: string, look: () => Promise<T | null>, tries = 800): Promise<T> {
  for (let count = 0; count < tries; count++) {
    assert.equal(child?.exitCode ?? child?.signalCode, null, said);
    const found = await look().catch(() => null);
    if (found !== null) return found;
    await sleep(1_000);
  }
  throw new Error(`${what} never came: ${said}`);
}

async function post<T>(path: string, body: object, token: string): Promise<T> {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Token ${token}` },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as T;
}

async function ask<T>(token: string, query: string): Promise<T> {
  const { data, errors } = await post<{ data: T; errors?: unknown }>('/', { query }, token);
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

interface RoundAnswer {
  readonly round: { readonly state: string; readonly signals?: { readonly payoutFactor: string; planHash: string } };
  readonly entries: readonly {
    readonly model: string;
    readonly tournament?: string;
    readonly atRisk: string;
    readonly payout: string | null;
    readonly scores: Readonly<Record<string, number | null>>;
  }[];
  readonly signalsMetaModel: { readonly scores: Readonly<Record<string, number | null>> } | null;
}

it('takes a file by ticker from an outsider, scores it in the Signals columns and by TC, and pays it by the rules of Signals', {
  timeout: 900_000,
}, async () => {
  const words = ['start', '--universe', '100', '--rounds', '1', '--models', '2', '--signals', '3'];
  child = spawn(process.execPath, [ROBATA, ...words, '--day-seconds', '0.5', '--port', '0', '--data', folder]);
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await until('its address', async () => {
    url = /(http:\/\/localhost:\d+)/.exec(said)?.[1] ?? '';
    return url === '' ? null : url;
  });
  await until('the live market', async () => {
    const page = (await (await fetch(`${url}/api/overview`)).json()) as { progress?: { message: string } };
    return page.progress?.message.startsWith('Live: ') === true ? page : null;
  });

  const operator = JSON.parse(readFileSync(join(folder, 'operator.json'), 'utf8')) as Record<string, string>;
  const operate = <T>(command: string, body: object) =>
    post<T>(`/api/operator/${command}`, body, `${operator['publicId']}$${operator['secretKey']}`);
  const { publicId, secretKey } = await operate<Record<string, string>>('account/create', {
    username: 'eve',
    email: 'eve@example.org',
  });
  const token = `${publicId}$${secretKey}`;
  const model = { username: 'eve', tournament: 'signals', name: 'eve_by_ticker' };
  const { modelId } = await operate<{ modelId: string }>('model/create', model);
  await operate('deposit', { username: 'eve', amount: '1000' });
  await ask(
    token,
    `mutation { v2ChangeStake(value: "100", type: "increase", modelId: "${modelId}", tournamentNumber: 11) { status } }`,
  );

  const { listDatasets } = await ask<{ listDatasets: string[] }>(token, '{ listDatasets(tournament: 11) }');
  for (const name of ['live', 'universe', 'train', 'validation']) {
    assert.ok(listDatasets.includes(`signals/v1.0/${name}.parquet`), `${name} among ${listDatasets}`);
  }
  assert.ok(listDatasets.includes('signals/v1.0/neutralizers.json'));

  /** The tickers of a live file, and those that the server says the round of that day takes. */
  const universes: { readonly file: readonly string[]; readonly served: readonly string[] }[] = [];
  // As numerapi's SignalsAPI does: the universe, an address, the file, and the submission.
  const submit = async (): Promise<number | null> => {
    const { rounds } = await ask<{ rounds: { number: number }[] }>(
      token,
      '{ rounds(tournament: 11, number: 0) { number } }',
    );
    const { dataset } = await ask<{ dataset: string }>(
      token,
      '{ dataset(filename: "signals/v1.0/live.parquet", tournament: 11) }',
    );
    const file = await (await fetch(dataset)).arrayBuffer();
    const rows = await parquetReadObjects({ file, compressors });
    const tickers = rows.map((row) => String(row['numerai_ticker']));
    const universe = (await (await fetch(`${url}/api/rounds/${rounds[0]?.number}/signals/universe`)).json()) as {
      readonly day: string;
      readonly tickers: readonly string[];
    };
    if (rows.every(({ date }) => date === universe.day)) universes.push({ file: tickers, served: universe.tickers });
    const lines = tickers.slice(LEFT_OUT).map((ticker, at) => `${ticker},${(1 + ((at * 7_919) % 997)) / 999}`);
    const { submissionUploadSignalsAuth: auth } = await ask<{
      submissionUploadSignalsAuth: { filename: string; url: string };
    }>(
      token,
      `{ submissionUploadSignalsAuth(filename: "s.csv", tournament: 11, modelId: "${modelId}") { filename url } }`,
    );
    await fetch(auth.url, { method: 'PUT', body: `numerai_ticker,signal\n${lines.join('\n')}\n` });
    await ask(
      token,
      `mutation { createSignalsSubmission(filename: "${auth.filename}", modelId: "${modelId}") { id firstEffectiveDate } }`,
    );
    return rounds[0]?.number ?? null;
  };
  const answerOf = async (round: number) => (await (await fetch(`${url}/api/rounds/${round}`)).json()) as RoundAnswer;
  /** The file may have come between two rounds: then again. */
  const round = await until('a round with the file', async () => {
    const number = await submit();
    if (number === null) return null;
    const closed = await until('its close', async () => {
      const page = await answerOf(number);
      return page.round.state === 'open' ? null : page;
    });
    return closed.entries.some((row) => row.model === model.name && Number(row.atRisk) > 0) ? number : null;
  });
  assert.ok(universes.some(({ file }) => file.length > LEFT_OUT));
  for (const { file, served } of universes) {
    assert.deepEqual(file, file.toSorted());
    assert.deepEqual(file, served);
  }
  const page = await until('its resolution', async () => {
    const found = await answerOf(round);
    return found.round.state === 'resolved' ? found : null;
  });
  const own = page.entries.find((row) => row.model === model.name);
  assert.ok(own !== undefined);
  assert.equal(own.tournament, 'signals');
  assert.equal(Number(own.atRisk), 100);
  for (const key of ['alpha', 'coveredCorr', 'mmcSignals', 'tc', 'tcLeaveOneOut']) {
    assert.equal(typeof own.scores[key], 'number', `${key} is a score`);
  }
  assert.equal(own.scores['corr'] ?? null, null, 'no score of classic');
  assert.ok(own.payout !== null && Number(own.payout) !== 0, 'it is paid or burned');
  assert.ok(Math.abs(Number(own.payout)) <= 5, 'within the limit of its policy');
  assert.match(page.round.signals?.planHash ?? '', /^[0-9a-f]{64}$/);
  assert.equal(typeof page.signalsMetaModel?.scores['alpha'], 'number');
  const { rounds } = await ask<{ rounds: { number: number; payoutFactor: string; resolvedGeneral: boolean }[] }>(
    token,
    `{ rounds(tournament: 11, number: ${round}) { number payoutFactor resolvedGeneral } }`,
  );
  assert.deepEqual(rounds, [{ number: round, payoutFactor: page.round.signals?.payoutFactor, resolvedGeneral: true }]);
  const audit = await operate<{ rounds: readonly { signals?: object }[] }>('ledger/rounds', {});
  assert.ok(audit.rounds.some(({ signals }) => signals !== undefined));
  const { account } = await ask<{ account: { availableNmr: string } }>(token, '{ account { availableNmr } }');
  assert.equal(Number(account.availableNmr), 900);
});
