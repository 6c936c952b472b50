import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openDataFolder, type SymbolRow } from '@robata/tournament';
import { jointRound } from '../graphql/testing/jointRounds.ts';
import { openServices } from './openServices.ts';

const row = (id: string, scheme: SymbolRow['scheme'], symbol: string): SymbolRow => {
  return { permanentId: id, scheme, symbol, validFrom: null, validTo: null };
};
const TICKERS = Array.from({ length: 120 }, (_, at) => `S${String(at).padStart(3, '0')}`).toReversed();
const IDS = TICKERS.map((_, at) => `n${String(at).padStart(4, '0')}`);

test('a joint round takes files by id and by ticker, and gives values in the order of its ids with NaN where a signal is silent', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'robata-joint-'));
  const place = await openDataFolder(folder);
  const failures: unknown[] = [];
  const services = await openServices({
    place,
    folder,
    publicUrl: () => 'http://localhost',
    configuredUrl: null,
    allowPrivateWebhooks: true,
    now: () => new Date(),
    onFault: (error) => failures.push(error),
  });
  try {
    const { accounts, uploads, submissions, live, symbols } = services;
    const { participants } = services.rounds;
    const map = [row('S000 US', 'bloomberg', 'S000 US'), row('S000 US', 'isin', 'US0378331005')];
    const bringIn = (rows: readonly SymbolRow[], mapDate: string) =>
      symbols.import({ source: 'map.csv', mapDate, maximumAgeDays: 14, by: 'op', form: 'map', rows });
    await bringIn(map, '2023-01-05');
    const account = await accounts.create({ username: 'ada', email: 'ada@example.org' });
    const model = await accounts.createModel({ account: account.id, name: 'ada_signals', tournament: 'signals' });
    const classic = await accounts.createModel({ account: account.id, name: 'ada_ids', tournament: 'classic' });
    const now = Date.now();
    const times = { opensAt: iso(now - 60_000), closesAt: iso(now + 3_600_000) };
    const round = jointRound(7, { state: 'open', scoredDays: 0, ...times });
    await participants.opened(round, IDS, TICKERS);
    const opened = live.current('signals');
    assert.deepEqual([opened?.ids, opened?.signals?.day, opened?.signals?.symbolsVersion], [TICKERS, round.eraDay, 1]);
    assert.deepEqual(live.current('classic')?.ids, IDS);

    // A newer map holds from the next round on, also where this one opens again.
    await bringIn([...map, row('NEW US', 'bloomberg', 'NEW US')], '2023-01-06');
    await participants.opened(round, IDS, TICKERS);
    assert.equal(live.current('signals')?.signals?.symbolsVersion, 1);

    const send = async (text: string, slot: typeof model) => {
      const { filename, url } = uploads.uploadAuth({
        account: account.id,
        model: slot.model,
        filename: 'a.csv',
        kind: slot.tournament,
      });
      const bytes = Buffer.from(text);
      await uploads.receive(filename, new URL(url).searchParams.get('token') ?? '', {
        body: (async function* () {
          yield bytes;
        })(),
        contentLength: bytes.length,
        computeId: null,
      });
      return submissions.create({ account: account.id, model: slot.model, filename, tournament: slot.tournament });
    };
    const signal = TICKERS.filter((ticker) => ticker > 'S010').map((ticker, at) => `${ticker},${(at + 1) / 200}`);
    const sent = await send(`ticker,signal\nUS0378331005,0.75\n${signal.join('\n')}\n`, model);
    assert.deepEqual([sent.state, sent.round, sent.stocks], ['accepted', 7, signal.length + 1]);
    await send(`id,prediction\n${IDS.map((id, at) => `${id},${(at + 1) / 200}`).join('\n')}\n`, classic);

    const counted = await participants.closed(7);
    assert.deepEqual(
      counted.map(({ model: { name } }) => name),
      ['ada_ids', 'ada_signals'],
    );
    const values = counted[1]?.values as Float64Array;
    assert.equal(values.length, TICKERS.length);
    assert.equal(values[TICKERS.indexOf('S000')], 0.75, 'named by its ISIN');
    assert.equal(values[TICKERS.indexOf('S119')], 1 / 200);
    assert.equal(values.filter((value) => value !== value).length, 10, 'S001 to S010');
    assert.equal(live.current('signals')?.state, 'closed');
    assert.equal((await send(`ticker,signal\n${signal.join('\n')}\n`, model)).late, true);
    assert.deepEqual(await participants.late(7), [], 'what was in time counts before it');
    assert.equal(live.current('signals'), null);
    assert.deepEqual(failures, []);
  } finally {
    await services.stop();
    await place.close();
    await rm(folder, { recursive: true });
  }
});

const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
