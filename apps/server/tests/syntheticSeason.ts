import { gzipSync } from 'node:zlib';
import {
  analysisKey,
  type Blobs,
  cohortsKey,
  type EntryRecord,
  type FundSummary,
  type IncidentRecord,
  type LedgerRecord,
  memoryBlobs,
  memoryStorage,
  metaModelKey,
  type ModelRecord,
  type OptimizerReport,
  type PayoutRecord,
  type Progress,
  type RoundRecord,
  type RoundState,
  roundTimes,
  SCORE_COLUMNS,
  type ScoreRecord,
  type Storage,
  type TournamentAbout,
} from '@robata/tournament';
import { syntheticAnalysis, syntheticCohorts, syntheticMetaModel } from './syntheticAnalysis.ts';

export interface SyntheticSeasonOptions {
  readonly rounds?: number;
  readonly progress?: Progress;
  /** Where it is written; a ledger of its own kind is kept there already. Default: a new storage in memory, with a ledger. */
  readonly into?: Storage;
}

interface Character {
  readonly name: string;
  readonly kind: string;
  readonly stake: number;
  /** Mean of a resolved round's CORR and TC. */
  readonly corr: number;
  readonly tc: number;
  /** Correlation with the meta model. */
  readonly similar: number;
  readonly story: string;
}

const TOKEN = 10n ** 18n;
const DAYS = 20;
const DAY_MS = 86_400_000;
const FIRST_FRIDAY = Date.UTC(2023, 0, 6);
/** The one that is cancelled, the one whose turnover had to be relaxed, the one whose limits could not hold together. */
export const SPECIAL_ROUNDS = { cancelled: 9, relaxed: 12, infeasible: 17 } as const;
export const META_MODEL = 'meta model';

const person = (
  name: string,
  kind: string,
  [stake, corr, tc, similar]: readonly [number, number, number, number],
  story: string,
): Character => ({ name, kind, stake, corr, tc, similar, story });

const CAST: readonly Character[] = [
  person('example', 'example', [4000, 0.021, 0.0007, 0.82], 'The benchmark. Ridge regression on the medium set.'),
  person('copycat', 'copycat', [400, 0.021, 0.0007, 0.82], 'Submits the example predictions unchanged.'),
  person('random', 'random', [400, 0, -0.0002, 0.01], 'Fresh noise every round.'),
  person('pair_p', 'pair', [800, 0.017, 0.0004, 0.7], 'Stakes the same on p and on 1 − p. This is p.'),
  person('pair_1_minus_p', 'pair', [800, -0.017, -0.0004, -0.7], 'Stakes the same on p and on 1 − p. This is 1 − p.'),
  person('ridge', 'ridge', [4000, 0.024, 0.0008, 0.88], 'Ridge regression on all features, target nomi_20.'),
  person('trees', 'trees', [4000, 0.026, 0.0011, 0.79], '150 boosted trees of depth 4 on all features.'),
  person('momentum', 'momentum', [800, 0.006, -0.0001, 0.31], 'The feature momentum, long its high bins.'),
  person('reversal', 'reversal', [800, 0.009, 0.0003, 0.24], 'The feature reversal, long its low bins.'),
  person('neutralized', 'neutralized', [4000, 0.022, 0.0015, 0.63], 'The predictions of trees, neutralized at 50 %.'),
  person('planted', 'planted', [800, 0.041, 0.0048, 0.18], 'PLANTED: knows a small part of the future.'),
  person('whale', 'whale', [7600, 0.023, 0.0006, 0.9], 'Ridge regression. Holds a fifth of all stakes.'),
  person('ensemble', 'ensemble', [4000, 0.028, 0.0011, 0.93], 'The mean of the ranks of four models.'),
  person('value', 'value', [800, 0.011, 0.0002, 0.28], 'The feature value, long its high bins.'),
  person('ridge_small_janet_20', 'ridge', [4000, 0.019, 0.0006, 0.74], 'Ridge regression on the small set.'),
  person('volatility_252', 'factor', [800, -0.004, -0.0006, -0.12], 'The feature volatility_252, long its low bins.'),
  person('ridge_medium_nomi_60', 'ridge', [2000, 0.018, 0.0005, 0.77], 'Ridge regression on the medium set.'),
  person('trees_2', 'trees', [6000, 0.025, 0.0012, 0.76], '150 boosted trees, target janet_20.'),
  person('turnover_63', 'factor', [400, 0.003, 0.0001, 0.09], 'The feature turnover_63, in the direction of its past.'),
  person('unstaked_newcomer', 'ridge', [0, 0.02, 0.0007, 0.8], 'Has staked nothing yet.'),
];
const META: Character = person(META_MODEL, 'meta', [0, 0.031, 0, 1], 'The stake-weighted mean of all predictions.');

const NOTICES = [
  'This market is generated: no price in it was ever quoted.',
  'One participant, marked as planted, is told a small part of the future.',
];
const FINISHED: Progress = {
  stage: 'season',
  fraction: 1,
  day: null,
  message: 'The season is played.',
  state: 'finished',
  daySeconds: null,
};

/** Numbers in (0, 1) from a seed (mulberry32), and standard normal ones from them (Box and Muller). */
function generator(seed: number) {
  let state = seed;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}

const dayText = (time: number): string => new Date(time).toISOString().slice(0, 10);
const tokens = (value: number): bigint => (BigInt(Math.round(value * 1e6)) * TOKEN) / 1_000_000n;

/**
 * A season with plausible numbers, written straight into a real storage: 20 models and the meta model, weekly rounds of which the last
 * five are under way or just closed, one cancelled, one relaxed and one without a portfolio. The same every time.
 */
export async function syntheticSeason({
  rounds: count = 60,
  progress = FINISHED,
  into,
}: SyntheticSeasonOptions = {}): Promise<{
  readonly storage: Storage;
  readonly blobs: Blobs;
}> {
  const storage = into ?? memoryStorage();
  const blobs = memoryBlobs();
  const { uniform, normal } = generator(1);
  const everyone = [...CAST, META];
  const stakes = new Map(CAST.map((model, index) => [index + 1, tokens(model.stake)]));
  const rounds: RoundRecord[] = [];
  const entries: EntryRecord[] = [];
  const scores: ScoreRecord[] = [];
  const payouts: PayoutRecord[] = [];
  const ledger: LedgerRecord[] = [];
  const documents = new Map<string, unknown>();
  const post = (kind: string, model: number, amount: bigint): void => {
    const other = kind === 'stake_increase' ? 'world' : amount > 0n ? 'treasury' : 'burned';
    ledger.push({
      sequence: ledger.length + 1,
      kind,
      idempotencyKey: `${kind}:${ledger.length}`,
      hash: `hash ${ledger.length + 1}`,
      previousHash: `hash ${ledger.length}`,
      body: '{}',
      lines: [
        { account: other, amount: -amount },
        { account: `stake:${model}`, amount },
      ],
    });
  };
  for (const [model, amount] of stakes) post('stake_increase', model, amount);

  for (let number = 1; number <= count; number++) {
    const eraDay = dayText(FIRST_FRIDAY + 7 * (number - 1) * DAY_MS);
    const { state, scoredDays } = stateOf(number, count);
    const isCancelled = state === 'cancelled';
    rounds.push({
      number,
      tournament: 'classic',
      era: String(number + 25).padStart(4, '0'),
      eraDay,
      state,
      ...roundTimes(eraDay, 'weekly'),
      scoredDays,
      horizonDays: DAYS,
      configVersion: 1,
      columns: SCORE_COLUMNS,
      stocks: 500,
      commitment: isCancelled ? null : hexadecimal(uniform),
      salt: state === 'resolved' ? hexadecimal(uniform) : null,
      optimizer: isCancelled ? null : optimizerOf(number, uniform),
      payoutFactor: state === 'resolved' ? '1' : null,
      planHash: state === 'resolved' ? hexadecimal(uniform) : null,
      reason: isCancelled ? 'The exchange was closed on the first two days.' : null,
    });
    if (isCancelled) continue;
    const atClose = CAST.map((_, index) => stakes.get(index + 1) as bigint);
    documents.set(analysisKey(number), syntheticAnalysis(number, CAST, atClose, generator(1000 + number).uniform));
    documents.set(metaModelKey(number), syntheticMetaModel(number, CAST, atClose));
    const corrs: number[] = [];
    const common = normal();
    everyone.forEach((character, index) => {
      const model = index + 1;
      const path = scorePath(character, common, normal, DAYS);
      for (let day = 1; day <= scoredDays; day++) scores.push({ round: number, model, day, values: path(day) });
      corrs.push(scores.at(-1)?.values[0] as number);
      if (character === META) return;
      const atRisk = stakes.get(model) as bigint;
      entries.push({
        round: number,
        model,
        atRisk,
        submissionHash: hexadecimal(uniform),
        late: false,
        metaModelCorrelation: character.similar + 0.03 * normal(),
      });
      if (state !== 'resolved') return;
      const [corr, , , tc] = path(DAYS);
      const share = Math.max(-0.05, Math.min(0.05, (corr as number) + 17 * (tc as number)));
      const amount = (atRisk * BigInt(Math.round(share * 1e9))) / 1_000_000_000n;
      payouts.push({ round: number, model, atRisk, amount });
      if (amount === 0n) return;
      stakes.set(model, atRisk + amount);
      post('resolution', model, amount);
    });
    if (scoredDays > 0) {
      documents.set(cohortsKey(number), syntheticCohorts(number, scoredDays, corrs, generator(2000 + number).uniform));
    }
    if (state === 'resolved') await blobs.put(`rounds/${number}/kit.json.gz`, kitOf(number));
  }

  const fundDays = Array.from({ length: 5 * count }, (_, i) => ({
    day: dayText(FIRST_FRIDAY + (3 + 7 * Math.floor(i / 5) + (i % 5)) * DAY_MS),
    gross: 0.97 + 0.05 * uniform(),
    turnover: i % 5 === 0 ? 0.15 : 0,
    cost: i % 5 === 0 ? 1500 : 0,
  }));
  let nav = 10_000_000;
  const navs = fundDays.map(() => {
    nav *= 1 + 0.0002 + 0.0022 * normal();
    return nav;
  });
  await storage.transaction(async (writer) => {
    await writer.putModels(everyone.map(modelOf));
    for (const round of rounds) await writer.putRound(round);
    await writer.addEntries(entries);
    await writer.addScores(scores);
    await writer.addPayouts(payouts);
    if (into === undefined) await writer.appendLedger(ledger);
    await writer.addFundDays(fundDays.map((day, i) => ({ ...day, nav: navs[i] as number })));
    await writer.addIncidents(INCIDENTS.filter(({ round }) => round === null || round <= count));
    await writer.putDocument('about', {
      title: 'Synthetic tournament',
      market: 'A generated market of 500 stocks.',
      notices: NOTICES,
    } satisfies TournamentAbout);
    await writer.putDocument('progress', progress);
    await writer.putDocument('fund', fundOf(navs));
    for (const [key, value] of documents) await writer.putDocument(key, value);
  });
  return { storage, blobs };
}

const modelOf = ({ name, kind, story }: Character, index: number): ModelRecord => ({
  id: index + 1,
  name,
  account: kind === 'meta' ? 'robata' : name,
  kind,
  description: story,
  marked: kind === 'meta' || kind === 'example',
});

function stateOf(number: number, count: number): { state: RoundState; scoredDays: number } {
  const age = count - number;
  if (number === SPECIAL_ROUNDS.cancelled) return { state: 'cancelled', scoredDays: 0 };
  if (age === 0) return { state: 'closed', scoredDays: 0 };
  if (age < 5) return { state: 'scoring', scoredDays: 5 * age - 2 };
  return { state: 'resolved', scoredDays: DAYS };
}

/** Scores by day, in the order of SCORE_COLUMNS: a random walk whose noise shrinks, and whose last value has the character's mean. */
function scorePath({ corr, tc, similar, kind }: Character, common: number, normal: () => number, days: number) {
  const walk = (): number[] => {
    let sum = 0;
    return Array.from({ length: days }, () => (sum += normal()));
  };
  const [a, b, c, d] = [walk(), walk(), walk(), walk()];
  const at = (path: number[], day: number): number => (path[day - 1] as number) / Math.sqrt(day);
  return (day: number): number[] => {
    const grown = Math.sqrt(day / days);
    const own = corr * grown + 0.012 * similar * common + 0.018 * at(a, day);
    const mmc = kind === 'meta' ? Number.NaN : own * (1 - 0.8 * Math.abs(similar)) + 0.004 * at(b, day);
    const fnc = 0.6 * own + 0.006 * at(c, day);
    const contribution = kind === 'meta' ? Number.NaN : tc * grown + 0.0012 * at(d, day);
    return [
      own,
      mmc,
      fnc,
      contribution,
      contribution * 1.1 + 0.0003 * normal(),
      contribution * 0.6 + 0.0008 * normal(),
      own * 1.04 + 0.003 * normal(),
    ];
  };
}

function optimizerOf(number: number, uniform: () => number): OptimizerReport {
  const isInfeasible = number === SPECIAL_ROUNDS.infeasible;
  const isRelaxed = number === SPECIAL_ROUNDS.relaxed;
  return {
    status: isInfeasible ? 'primal_infeasible' : 'solved',
    relaxed: isRelaxed,
    rung: isInfeasible ? 'none' : isRelaxed ? 'interior_point_1e-6' : 'newton',
    iterations: 5 + Math.floor(4 * uniform()),
    objective: 0.003 + 0.001 * uniform(),
    primalResidual: isInfeasible ? 0 : 1e-13 * uniform(),
    dualResidual: isInfeasible ? 0 : 1e-12 * uniform(),
    gap: isInfeasible ? 0 : 1e-14 * uniform(),
    stocks: 500,
    exposures: 24,
    positions: 260 + Math.floor(40 * uniform()),
    gross: 1 - 0.01 * uniform(),
    net: 0.002,
    turnover: isRelaxed ? 0.183 : 0.15,
    predictedVolatility: 0.031 + 0.004 * uniform(),
    maxExposureBreach: isInfeasible ? 0.0041 : 0,
    bindingLimits: ['market', 'sector:technology', 'style:beta', 'style:momentum', 'turnover', 'net'],
    contributionFallbacks: number % 7 === 0 ? 1 : 0,
    worstResidual: 4e-11 * uniform(),
    contributionSolves: 80,
  };
}

const INCIDENTS: readonly IncidentRecord[] = [
  incident('stale_price', 'info', null, '41 prices did not change for five days or more; they stay as they are.'),
  incident('split', 'warning', null, 'Stock 318 looks like an unadjusted split of 2 for 1; its return is missing.'),
  incident('turnover_relaxed', 'warning', SPECIAL_ROUNDS.relaxed, 'Round 12: turnover was raised from 15 % to 18.3 %.'),
  incident(
    'infeasible',
    'error',
    SPECIAL_ROUNDS.infeasible,
    'Round 17: the limits cannot hold together; the fund held.',
  ),
];

function incident(
  rule: string,
  severity: IncidentRecord['severity'],
  round: number | null,
  message: string,
): IncidentRecord {
  return { rule, severity, rows: 1, day: '2023-03-31', security: null, round, message };
}

function fundOf(navs: readonly number[]): FundSummary {
  return {
    navStart: navs[0] as number,
    navEnd: navs.at(-1) as number,
    annualReturn: 0.041,
    annualVolatility: 0.034,
    maxDrawdown: 0.028,
    meanTurnover: 0.151,
    maxExposureBreach: 0.0041,
  };
}

const hexadecimal = (uniform: () => number): string =>
  Array.from({ length: 64 }, () => Math.floor(16 * uniform()).toString(16)).join('');

/** Not a kit that could be replayed: bytes that a download must give back unchanged. */
export const kitOf = (number: number): Uint8Array =>
  gzipSync(JSON.stringify({ format: 'robata-contribution-kit/1', round: number }));
