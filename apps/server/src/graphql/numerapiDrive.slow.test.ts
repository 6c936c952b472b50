import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { playedServer } from './testing/playedServer.ts';

/** Checkouts of the Python client, separated as paths are. */
const FOLDERS = process.env['NUMERAPI_SRC']?.split(delimiter).filter(Boolean) ?? [];
const PYTHON = ['/usr/bin/python3', 'python3'].find(
  (program) => spawnSync(program, ['-c', 'import requests, tqdm, dateutil, pandas, pytz, click']).status === 0,
);
const skip =
  FOLDERS.length === 0
    ? 'NUMERAPI_SRC names no checkout of numerapi'
    : PYTHON === undefined
      ? 'no Python here has requests, tqdm, dateutil, pandas, pytz and click'
      : false;

const DRIVER = fileURLToPath(new URL('testing/numerapi_drive.py', import.meta.url));

/** What this server does not have: Signals' data sets, code of participants, a blockchain; and what nobody can serve. Everything else has to work. */
const REFUSED = [
  /There are none yet; list_datasets/,
  /is not built/,
  // Their own bugs: they look into a submission where there is none.
  /^TypeError: 'NoneType' object is not (subscriptable|iterable)$/,
  /^(IndexError|AttributeError|KeyError)/,
];

interface Done {
  readonly ok: boolean;
  readonly value?: string;
  readonly error?: string;
}

for (const folder of skip === false ? FOLDERS : ['']) {
  test(`the methods of the Python client work: ${basename(folder)}`, { skip }, async (context) => {
    assert.ok(existsSync(folder));
    const server = await playedServer({ rounds: 90, isJoint: true });
    const url = await server.listen();
    const work = await mkdtemp(join(tmpdir(), 'robata-drive-'));
    const predictions = join(work, 'predictions.csv');
    const rows = server.liveIds.map((id, i) => `${id},${(i + 1) / 102}\n`);
    await writeFile(predictions, `id,prediction\n${rows.join('')}`);
    const tickers = join(work, 'signals.csv');
    const live = server.tickers.map((ticker, i) => `${ticker},20240105,live,${(i + 1) / 102}\n`);
    await writeFile(tickers, `numerai_ticker,friday_date,data_type,signal\n${live.join('')}`);
    const [publicId, secretKey] = server.token.split('$');
    const { first, signals } = server.models;
    const child = spawn(PYTHON as string, [DRIVER], {
      env: { PATH: process.env['PATH'], PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1' },
    });
    const ridge = await server.accounts.findModel({ name: 'ridge' });
    child.stdin.end(
      `${JSON.stringify({
        url: `${url}/`,
        publicId,
        secretKey,
        modelId: first.id,
        modelName: first.name,
        signalsModelId: signals.id,
        signalsModelName: signals.name,
        otherModelId: ridge?.id,
        otherModelName: 'ridge',
        account: 'ridge',
        round: 80,
        predictions,
        signals: tickers,
        dataset: 'v1.0/features.json',
        folder: work,
      })}\n`,
    );
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    await server.close();
    await rm(work, { recursive: true });
    assert.notEqual(out, '', err);
    const done = Object.entries(JSON.parse(out) as Record<string, Done>);
    for (const [name, { ok, value, error }] of done) context.diagnostic(`${ok ? '+' : '-'} ${name}: ${value ?? error}`);
    const { 'wrong_token.get_account': wrong } = Object.fromEntries(done);
    assert.equal(wrong?.error, 'ValueError: Your session is invalid or has expired.');
    const { 'SignalsAPI.upload_predictions': sent, 'SignalsAPI.get_leaderboard': board } = Object.fromEntries(done);
    assert.equal(sent?.ok, true, sent?.error);
    assert.match(
      board?.value ?? '',
      /'username': 'ada_signals'.*'icRep': 0\.\d+|'icRep': 0\.\d+.*'username': 'ada_signals'/,
    );
    for (const name of ['get_current_round', 'check_round_open', 'submission_status', 'round_model_performances_v2']) {
      const { [`SignalsAPI.${name}`]: answer } = Object.fromEntries(done);
      assert.ok(answer === undefined || answer.ok, `${name}: ${answer?.error}`);
    }
    const failed = done.filter(
      ([name, { ok, error = '' }]) => !ok && !name.startsWith('wrong') && !REFUSED.some((known) => known.test(error)),
    );
    assert.deepEqual(failed, []);
    assert.deepEqual(server.failures, []);
    assert.ok(done.filter(([, { ok }]) => ok).length >= 25, 'most methods gave a value');
  });
}
