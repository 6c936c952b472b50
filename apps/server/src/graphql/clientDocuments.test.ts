import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { syntheticSeason } from '../../tests/syntheticSeason.ts';
import type { GraphqlAnswer } from './executeOperation.ts';
import { CLIENT_DOCUMENTS } from './testing/clientDocuments.ts';
import { type Served, served } from './testing/served.ts';

/** The number that stands for a public id where there are no accounts. */
const RIDGE = '6';

let server: Served;
before(async () => {
  server = await served({ reader: (await syntheticSeason({ rounds: 30 })).storage });
});
after(async () => {
  await server.app.close();
  assert.deepEqual(server.failures, [], 'nothing failed on our side');
});

const filled = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll('MODEL_ID', RIDGE)) as T;
const ask = async (text: string, variables: object = {}): Promise<GraphqlAnswer> =>
  server.ask(filled(text), filled(variables));

for (const { client, text, variables, isPrivate } of CLIENT_DOCUMENTS) {
  test(`${client}: ${text.slice(0, 110)}`, async () => {
    const { errors, data } = await ask(text, variables);
    if (isPrivate === true) {
      assert.deepEqual(
        errors?.map((error) => error.message),
        ['Your session is invalid or has expired.'],
        'it is valid, and needs a token',
      );
      return;
    }
    assert.equal(errors, undefined);
    assert.ok(data !== null && Object.keys(data).length > 0);
  });
}

const MONEY = /^-?\d+\.\d{18}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

test('money is text, scores are numbers, times are exact to the second, wherever they stand', async () => {
  let values = 0;
  const walk = (value: unknown, key: string): void => {
    if (Array.isArray(value)) return value.forEach((item) => walk(item, key));
    if (typeof value === 'object' && value !== null) {
      return Object.entries(value).forEach(([name, inner]) => walk(inner, name));
    }
    if (value === null) return;
    values += 1;
    if (/[a-z]Time$|^date$|Date$/.test(key) && !/allTime$/i.test(key)) assert.match(String(value), TIME, key);
    else if (/^(nmrStaked|atRisk|selectedStakeValue|payout|payoutSettled|totalStake|return\w+Nmr)$/.test(key)) {
      assert.ok(typeof value === 'string' && MONEY.test(value), `${key} is ${JSON.stringify(value)}`);
    } else if (/^(corr|mmc|fnc|tc|value|percentile|.*Rep|.*Percentile)$/.test(key)) {
      assert.equal(typeof value, 'number', key);
    }
  };
  for (const { text, variables, isPrivate } of CLIENT_DOCUMENTS) {
    if (isPrivate !== true) walk((await ask(text, variables)).data, '');
  }
  assert.ok(values > 5_000, `${values} values were looked at`);
});

test('the old tournament numbers mean classic, and its rounds come newest first', async () => {
  const query = 'query($t: Int!) { rounds(tournament: $t) { number openTime } }';
  const { rounds } = await server.data<{ rounds: { number: number }[] }>(query, { t: 1 });
  assert.deepEqual(
    rounds.map(({ number }) => number),
    Array.from({ length: 30 }, (_, i) => 30 - i),
  );
  for (const t of [0, 8]) assert.deepEqual(await server.data(query, { t }), { rounds: await classicTimes() });
  assert.deepEqual(await server.data(query, { t: 12 }), { rounds: [] });
});

const classicTimes = async () => (await server.data<{ rounds: unknown[] }>('{ rounds { number openTime } }')).rounds;

test('round number 0 is the latest that has opened; a tournament without one gives null and not an empty list', async () => {
  const query = 'query($t: Int) { rounds(tournament: $t, number: 0) { number status openTime closeStakingTime } }';
  assert.deepEqual(await server.data(query, { t: 8 }), {
    rounds: [
      { number: 30, status: 'RESOLVING', openTime: '2023-07-29T18:00:00Z', closeStakingTime: '2023-07-31T14:30:00Z' },
    ],
  });
  assert.deepEqual(await server.data(query, { t: 11 }), { rounds: [null] });
  assert.deepEqual(await server.data(query, { t: 12 }), { rounds: [null] });
});

test('limit and offset of the leaderboard hold; without them it is whole', async () => {
  type Rows = { v2Leaderboard: { rank: number; username: string }[] };
  const query = 'query($l: Int, $o: Int) { v2Leaderboard(limit: $l, offset: $o) { rank username } }';
  const all = (await server.data<Rows>(query)).v2Leaderboard;
  assert.deepEqual(
    all.map(({ rank }) => rank),
    Array.from({ length: 21 }, (_, i) => i + 1),
  );
  assert.deepEqual((await server.data<Rows>(query, { l: 5, o: 2 })).v2Leaderboard, all.slice(2, 7));
  assert.deepEqual((await server.data<Rows>(query, { l: 5, o: 100 })).v2Leaderboard, []);
  assert.equal((await server.ask(query, { l: -1 })).errors?.[0]?.extensions?.['code'], 'invalid_page');
});

test('scores can be asked for by name, day, rounds and state', async () => {
  const query = `query($name: String, $day: Int, $last: Int, $resolved: Boolean, $distinct: Boolean) {
    submissionScores(modelId: "${RIDGE}", displayName: $name, day: $day, lastNRounds: $last, resolved: $resolved, distinctOnRound: $distinct)
    { roundNumber day displayName version value percentile resolved } }`;
  type Row = {
    roundNumber: number;
    day: number;
    displayName: string;
    version: string;
    percentile: number | null;
    resolved: boolean;
  };
  const scores = async (variables: object) =>
    (await server.data<{ submissionScores: Row[] }>(query, variables)).submissionScores;
  const corr = await scores({ name: 'v2_corr20', last: 2, resolved: true });
  assert.equal(corr.length, 40);
  assert.ok(corr.every((row) => row.resolved && row.version === 'corr20v2/janet_20'));
  assert.deepEqual([corr[0]?.day, corr[39]?.day], [20, 1], 'newest first');
  assert.ok(corr[0]?.percentile !== null && corr[1]?.percentile === null);
  const last = await scores({ distinct: true, last: 3 });
  assert.deepEqual(new Set(last.map((row) => row.displayName)).size, 7);
  assert.deepEqual(new Set(last.map((row) => `${row.roundNumber}/${row.day}`)).size, 3);
  assert.ok((await scores({ day: 7 })).every((row) => row.day === 7));
});

test('who is not there is named in a sentence with a stable code', async () => {
  const { errors } = await server.ask('{ v3UserProfile(modelName: "nobody") { id } }');
  assert.equal(errors?.[0]?.message, "There is no model 'nobody'.");
  assert.deepEqual(errors?.[0]?.extensions, { code: 'model_not_found' });
  assert.deepEqual(errors?.[0]?.path, ['v3UserProfile']);
});

test("Robata's own graph gives definitions, standard errors, the optimizer's report, the fund and incidents", async () => {
  const { robata } = await server.data<{ robata: Record<string, never> }>(`{ robata {
    about { title models staked }
    rounds(limit: 2) { number state columns { key definitionId target } optimizer { status } payoutFactor commitment }
    round(number: 3) { state salt totalAtRisk kit incidents metaModel { model scores { column value } }
      entries { model atRisk payout metaModelCorrelation scores { column definitionId target value } } }
    leaderboard(limit: 3) { rank modelId model tc tcStandardError tcLeaveOneOutHeldStandardError stake payout return }
    model(name: "Planted") { description row { tc tcStandardError } rounds { round state submissionHash scores { column value } }
      daily { round days { day scores { definitionId value } } } ledger { sequence stake } }
    metaModel { row { kind corr corrStandardError } }
    fund { navStart navEnd days { day nav turnover cost } }
    incidents(round: 12) { rule severity message }
  } }`);
  const round = robata['round'] as unknown as {
    entries: { scores: unknown[] }[];
    totalAtRisk: string;
    metaModel: { model: string };
  };
  assert.equal(round.entries.length, 20);
  assert.equal(round.entries[0]?.scores.length, 7);
  assert.match(round.totalAtRisk, MONEY);
  assert.equal(round.metaModel.model, 'meta model');
  const planted = robata['model'] as unknown as { row: { tc: number; tcStandardError: number }; rounds: unknown[] };
  assert.ok(planted.row.tc > 0 && planted.row.tcStandardError > 0);
  assert.equal(planted.rounds.length, 29);
  assert.deepEqual(
    (robata['incidents'] as unknown as { rule: string }[]).map(({ rule }) => rule),
    ['turnover_relaxed'],
  );
});
