import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { memoryStorage, type ModelRecord } from '@robata/tournament';
import { jointRound, putJointRound } from './testing/jointRounds.ts';
import { type Served, served } from './testing/served.ts';

const model = (id: number, name: string, tournament?: 'signals'): ModelRecord => ({
  id,
  name,
  account: `of_${name}`,
  kind: 'participant',
  description: '',
  marked: false,
  ...(tournament && { tournament }),
});
const MODELS = [
  model(1, 'forest'),
  model(2, 'momentum', 'signals'),
  model(3, 'shorts', 'signals'),
  model(4, 'fresh', 'signals'),
];
/** Scores of a Signals model whose IC is `ic`. */
const signals = (ic: number) => ({
  alpha: 0.01,
  mpc: 0.02,
  corrSignals: 2 * ic,
  mmcSignals: ic / 2,
  fncV4: ic / 4,
  ic,
  tc: ic / 10,
});

/** Without the last digits of a mean. */
const short = (value: unknown): unknown => (typeof value === 'number' ? Number(value.toFixed(12)) : value);

/** What existing clients ask of Signals, answered from joint rounds that are stored. */
describe('Signals methods', () => {
  let server: Served;
  before(async () => {
    const storage = memoryStorage();
    await storage.transaction((writer) => writer.putModels(MODELS));
    const put = (round: Parameters<typeof putJointRound>[1], momentum: number, shorts: number) =>
      putJointRound(storage, round, {
        models: MODELS,
        scores: {
          forest: { corr: 0.04, mmc: 0.03, fnc: 0.02, tc: 0.01 },
          momentum: signals(momentum),
          shorts: signals(shorts),
        },
      });
    await storage.transaction((writer) => writer.putRound(jointRound(1, { signals: undefined as never })));
    await put(jointRound(2), 0.02, 0.01);
    await put(jointRound(3), 0.02, 0.05);
    await put(jointRound(4, { state: 'scoring', scoredDays: 7 }), 0.08, -0.01);
    server = await served({ reader: storage });
  });
  after(() => server.app.close());

  test('rounds are those that have a Signals part, with its own factor and target', async () => {
    const { rounds } = await server.data<{ rounds: object[] }>(
      '{ rounds(tournament: 11) { tournament number target status payoutFactor resolvedGeneral } }',
    );
    assert.deepEqual(rounds, [
      {
        tournament: 11,
        number: 4,
        target: 'janet_20',
        status: 'RESOLVING',
        payoutFactor: '0.25',
        resolvedGeneral: false,
      },
      {
        tournament: 11,
        number: 3,
        target: 'janet_20',
        status: 'RESOLVED',
        payoutFactor: '0.25',
        resolvedGeneral: true,
      },
      {
        tournament: 11,
        number: 2,
        target: 'janet_20',
        status: 'RESOLVED',
        payoutFactor: '0.25',
        resolvedGeneral: true,
      },
    ]);
    const classic = await server.data<{ rounds: { number: number; payoutFactor: string }[] }>(
      '{ rounds(tournament: 8) { number payoutFactor } }',
    );
    assert.deepEqual(
      classic.rounds.map(({ number, payoutFactor }) => `${number} ${payoutFactor}`),
      ['4 0.5', '3 0.5', '2 0.5', '1 0.5'],
    );
  });

  test('the performances of a classic round are those of its classic models', async () => {
    const { v2RoundDetails } = await server.data<{ v2RoundDetails: { userPerformances: object[] } }>(
      '{ v2RoundDetails(roundNumber: 3) { userPerformances { username correlation } } }',
    );
    assert.deepEqual(v2RoundDetails.userPerformances, [{ username: 'forest', correlation: 0.04 }]);
  });

  test('the leaderboard ranks by IC, with the rank before the newest round and the score of today', async () => {
    const { signalsLeaderboard } = await server.data<{ signalsLeaderboard: Record<string, unknown>[] }>(
      'query($limit: Int! $offset: Int!) { signalsLeaderboard(limit: $limit offset: $offset) { prevRank rank sharpe today username mmc mmcRank nmrStaked icRank icRep tcRep tcRank } }',
      { limit: 10, offset: 0 },
    );
    const rows = signalsLeaderboard.map(({ username, rank, prevRank, today, icRep, icRank, tcRank, mmcRank }) =>
      [username, rank, prevRank, today, short(icRep), icRank, tcRank, mmcRank].join(' '),
    );
    assert.deepEqual(rows, ['shorts 1 2 -0.01 0.03 1 1 1', 'momentum 2 1 0.08 0.02 2 2 2', 'fresh 3      ']);
    const shorts = signalsLeaderboard[0] as { sharpe: number; tcRep: number; mmc: number };
    assert.ok(Math.abs(shorts.sharpe - 0.06 / 0.04) < 1e-12, String(shorts.sharpe));
    assert.ok(Math.abs(shorts.tcRep - 0.003) < 1e-12);
    assert.ok(Math.abs(shorts.mmc - 0.015) < 1e-12);
  });

  test('the classic board and its round hold no Signals models', async () => {
    const { v2Leaderboard } = await server.data<{ v2Leaderboard: { username: string }[] }>(
      '{ v2Leaderboard(limit: 10, offset: 0) { username } }',
    );
    assert.deepEqual(v2Leaderboard, [{ username: 'forest' }]);
    const details = (tournament: number) =>
      server.data<{ roundDetails: { models: { modelName: string; corr: number; mmc: number }[] } }>(
        `{ roundDetails(roundNumber: 3, tournament: ${tournament}) { roundNumber tournament totalSubmitted totalStakes totalAtStake totalPayout payoutFactor models { modelName corr mmc } } }`,
      );
    const classic = await details(8);
    assert.deepEqual(classic.roundDetails, {
      roundNumber: 3,
      tournament: 8,
      totalSubmitted: 1,
      totalStakes: 1,
      totalAtStake: 40,
      totalPayout: 4,
      payoutFactor: '0.5',
      models: [{ modelName: 'forest', corr: 0.04, mmc: 0.03 }],
    });
    const { roundDetails } = await details(11);
    assert.deepEqual(roundDetails, {
      roundNumber: 3,
      tournament: 11,
      totalSubmitted: 2,
      totalStakes: 2,
      totalAtStake: 80,
      totalPayout: 8,
      payoutFactor: '0.25',
      models: [
        { modelName: 'shorts', corr: 0.1, mmc: 0.025 },
        { modelName: 'momentum', corr: 0.04, mmc: 0.01 },
      ],
    });
  });

  test('accounts have a board of their Signals models', async () => {
    const { accountLeaderboard } = await server.data<{ accountLeaderboard: { username: string; rank: number }[] }>(
      '{ accountLeaderboard(tournament: 11, limit: 2, offset: 0) { username rank } }',
    );
    assert.deepEqual(
      accountLeaderboard.map(({ rank }) => rank),
      [1, 2],
    );
    assert.ok(accountLeaderboard.every(({ username }) => /^of_(momentum|shorts|fresh)$/.test(username)));
  });

  test('profiles give the model’s own scores under the names that clients know', async () => {
    const { v2SignalsProfile } = await server.data<{
      v2SignalsProfile: {
        latestRanks: { ic: number };
        dailyModelPerformances: Record<string, unknown>[];
        roundModelPerformances: Record<string, unknown>[];
      };
    }>(
      'query($modelName: String!) { v2SignalsProfile(modelName: $modelName) { username latestRanks { ic corr } latestReps { ic } dailyModelPerformances { date corrRep corrRank mmcRep icRep icRank tcRep } roundModelPerformances { roundNumber roundResolved corr corr20d mmc fncV4 ic tc icPercentile roundPayoutFactor payout selectedStakeValue roundTarget } startDate nmrStaked } }',
      { modelName: 'shorts' },
    );
    assert.deepEqual(v2SignalsProfile.latestRanks, { ic: 1, corr: 1 });
    const [newest, before] = v2SignalsProfile.roundModelPerformances;
    assert.deepEqual(
      [newest?.['roundNumber'], newest?.['ic'], newest?.['roundResolved'], newest?.['payout']],
      [4, -0.01, false, null],
    );
    const { icPercentile, payout, selectedStakeValue, ...figures } = before as Record<string, unknown>;
    assert.deepEqual(figures, {
      roundNumber: 3,
      roundResolved: true,
      corr: 0.1,
      corr20d: 0.1,
      mmc: 0.025,
      fncV4: 0.0125,
      ic: 0.05,
      tc: 0.005,
      roundPayoutFactor: '0.25',
      roundTarget: 'janet_20',
    });
    assert.equal(icPercentile, 0.75, 'of two Signals models the better one');
    assert.deepEqual([Number(payout), Number(selectedStakeValue)], [4, 40]);
    const [daily] = v2SignalsProfile.dailyModelPerformances;
    assert.deepEqual([short(daily?.['icRep']), daily?.['icRank'], short(daily?.['corrRep'])], [0.03, 1, 0.06]);
  });

  test('the profile of 2022 gives daily rows of the model', async () => {
    const { signalsUserProfile } = await server.data<{
      signalsUserProfile: {
        rank: number;
        dailyUserPerformances: object[];
        dailySubmissionPerformances: { roundNumber: number; correlation: number; ic: number }[];
      };
    }>(
      'query($username: String!) { signalsUserProfile(username: $username) { rank username sharpe totalStake startDate dailyUserPerformances { rank date sharpe mmcRep reputation } dailySubmissionPerformances { date returns correlation mmc roundNumber corrRep mmcRep ic } } }',
      { username: 'momentum' },
    );
    assert.equal(signalsUserProfile.rank, 2);
    assert.equal(signalsUserProfile.dailyUserPerformances.length, 3, 'now, and the two rounds that resolved');
    assert.deepEqual(
      signalsUserProfile.dailySubmissionPerformances.map(({ roundNumber, correlation, ic }) => [
        roundNumber,
        correlation,
        ic,
      ]),
      [
        [4, 0.16, 0.08],
        [3, 0.04, 0.02],
        [2, 0.04, 0.02],
      ],
    );
  });

  test('lists of scores name the columns of Signals alone', async () => {
    const id = (
      await server.data<{ v2SignalsProfile: { id: string } }>('{ v2SignalsProfile(modelName: "momentum") { id } }')
    ).v2SignalsProfile.id;
    const { v2RoundModelPerformances } = await server.data<{
      v2RoundModelPerformances: { roundNumber: number; submissionScores: { displayName: string; value: number }[] }[];
    }>(
      `{ v2RoundModelPerformances(modelId: "${id}", tournament: 11) { roundNumber roundPayoutFactor atRisk submissionScores { displayName value } } }`,
    );
    assert.deepEqual(
      v2RoundModelPerformances.map(({ roundNumber }) => roundNumber),
      [4, 3, 2],
    );
    const scores = v2RoundModelPerformances[1]?.submissionScores ?? [];
    assert.deepEqual(Object.fromEntries(scores.map(({ displayName, value }) => [displayName, value])), {
      tc: 0.002,
      alpha: 0.01,
      mpc: 0.02,
      corr: 0.04,
      mmc: 0.01,
      fnc_v4: 0.005,
      ic: 0.02,
    });
    const other = await server.data<{ v2RoundModelPerformances: object[] }>(
      `{ v2RoundModelPerformances(modelId: "${id}", tournament: 8) { roundNumber } }`,
    );
    assert.deepEqual(other.v2RoundModelPerformances, []);
  });
});
