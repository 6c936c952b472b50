import { column, mean } from '@robata/kernels';
import { closed, exactGradient, leftOut, type Variant } from '../roundWork.ts';
import type { StudyRound } from '../seasonCache.ts';
import { everyRound, type Study } from '../series.ts';
import { type Estimate, overRounds, rankCorrelation, rootMeanSquare } from '../statistics.ts';
import { around, chart } from '../svg.ts';
import { estimate, ratio, score, table, type Told } from '../written.ts';

const SHOWN = ['held', 'zero', 'exact'] as const;
type Shown = (typeof SHOWN)[number];

interface Scenario {
  readonly name: string;
  /** Whose own TC is told. */
  readonly touched: string;
  readonly variant: (round: StudyRound, models: readonly string[]) => Variant;
}

const stakesWith = (
  round: StudyRound,
  models: readonly string[],
  stake: (name: string, stake: number) => number,
): Variant => ({
  stakes: round.stakes.map((value, u) => stake(models[u], value)),
});
const total = ({ stakes }: StudyRound): number => stakes.reduce((sum, stake) => sum + stake, 0);
const without =
  (name: string): Scenario['variant'] =>
  (round, models) =>
    stakesWith(round, models, (each, stake) => (each === name ? 0 : stake));

const SCENARIOS: readonly Scenario[] = [
  { name: 'the whale takes its stake away', touched: 'whale', variant: without('whale') },
  {
    name: 'the whale stakes three times as much',
    touched: 'whale',
    variant: (round, models) => stakesWith(round, models, (each, stake) => (each === 'whale' ? 3 * stake : stake)),
  },
  {
    name: 'a second whale submits the same',
    touched: 'whale',
    variant: (round, models) => {
      const whale = models.indexOf('whale');
      const values = column(round.predictions, whale);
      return { more: [{ name: 'second', values, stake: round.stakes[whale] }] };
    },
  },
  { name: 'the copycat takes its stake away', touched: 'example', variant: without('copycat') },
  {
    name: 'nine more copies of the example, each at its stake',
    touched: 'example',
    variant: (round, models) => {
      const original = models.indexOf('example');
      const values = column(round.predictions, original);
      return {
        more: Array.from({ length: 9 }, (_, i) => ({ name: `copy ${i}`, values, stake: round.stakes[original] })),
      };
    },
  },
  {
    name: 'the pair p, 1 − p stakes a tenth of all stakes each',
    touched: 'pair_p',
    variant: (round, models) =>
      stakesWith(round, models, (each, stake) => (each.startsWith('pair_') ? 0.1 * total(round) : stake)),
  },
  {
    name: 'ten random models join with a tenth of all stakes together',
    touched: 'random',
    variant: (round, models) => {
      // Noise again: the random model's values, each time moved on along the stocks.
      const values = column(round.predictions, models.indexOf('random'));
      return {
        more: Array.from({ length: 10 }, (_, i) => ({
          name: `noise ${i}`,
          values: rotated(values, (i + 1) * Math.floor(values.length / 12)),
          stake: 0.01 * total(round),
        })),
      };
    },
  },
  {
    name: 'the planted model holds a fifth of all stakes',
    touched: 'planted',
    variant: (round, models) =>
      stakesWith(round, models, (each, stake) => (each === 'planted' ? 0.25 * total(round) : stake)),
  },
];

const rotated = (values: Float64Array, by: number): Float64Array =>
  values.map((_, i) => values[(i + by) % values.length]);

interface ScenarioKind {
  /** Of all models but the touched: root mean square of the change over that of TC before. */
  readonly change: number;
  readonly agreement: Estimate;
  readonly before: Estimate;
  readonly after: Estimate;
}

export interface Crowd {
  readonly rounds: number;
  readonly scenarios: readonly {
    readonly name: string;
    readonly touched: string;
    readonly kinds: Readonly<Record<Shown, ScenarioKind>>;
  }[];
  /** Copy against original, one against its mirror image, and what the stake-weighted mean is; by kind. */
  readonly identities: Readonly<
    Record<Shown, { readonly copy: number; readonly mirror: number; readonly weighted: number; readonly size: number }>
  >;
  /** One model's stake taken away: its share of stakes, and the change of the others' exact gradients as above. */
  readonly removals: readonly { readonly name: string; readonly share: number; readonly change: number }[];
}

/** Question 5: what the coming and going of others does to one's TC. */
export function measureCrowd(study: Study): Crowd {
  const { cache, say } = study;
  const { models } = cache.season;
  const rounds = everyRound(study, study.every);
  const tc = (round: StudyRound, variant: Variant): Record<Shown, Float64Array> => {
    const { kit } = closed(round, variant);
    return { held: leftOut(kit, 'held'), zero: leftOut(kit, 'zero'), exact: exactGradient(kit) };
  };
  const base: Record<Shown, Float64Array>[] = [];
  const found = SCENARIOS.map((): Record<Shown, Float64Array>[] => []);
  const stakes: Float64Array[] = [];
  rounds.forEach((at, done) => {
    if (done % 4 === 0) say(`crowd: ${done} of ${rounds.length} rounds`);
    const round = cache.round(at);
    stakes.push(round.stakes);
    base.push(tc(round, {}));
    SCENARIOS.forEach(({ variant }, s) => found[s].push(tc(round, variant(round, models))));
  });
  const place = (name: string) => models.indexOf(name);
  const perKind = <T>(of: (kind: Shown) => T) =>
    Object.fromEntries(SHOWN.map((kind) => [kind, of(kind)])) as Record<Shown, T>;
  return {
    rounds: rounds.length,
    scenarios: SCENARIOS.map(({ name, touched }, s) => ({
      name,
      touched,
      kinds: perKind((kind) =>
        compared(
          base.map((each) => each[kind]),
          found[s].map((each) => each[kind]),
          place(touched),
          study.every,
        ),
      ),
    })),
    identities: perKind((kind) => {
      const rows = base.map((each) => each[kind]);
      const original = rows.map((row) => row[place('example')]);
      const copy = rows.map((row) => row[place('copycat')]);
      const p = rows.map((row) => row[place('pair_p')]);
      const mirror = rows.map((row) => row[place('pair_1_minus_p')]);
      return {
        copy: rootMeanSquare(copy.map((value, i) => value - original[i])),
        mirror: rootMeanSquare(mirror.map((value, i) => value + p[i])),
        weighted: rootMeanSquare(
          rows.map(
            (row, i) =>
              row.reduce((sum, value, u) => sum + value * stakes[i][u], 0) / stakes[i].reduce((a, b) => a + b, 0),
          ),
        ),
        size: rootMeanSquare(rows.flatMap((row) => [...row])),
      };
    }),
    removals: removals(
      study,
      rounds.filter((_, i) => i % 2 === 0),
    ),
  };
}

function compared(
  before: readonly Float64Array[],
  after: readonly Float64Array[],
  touched: number,
  every: number,
): ScenarioKind {
  const others = before.map((row) => Array.from(row.keys()).filter((u) => u !== touched));
  return {
    change:
      rootMeanSquare(before.flatMap((row, i) => others[i].map((u) => after[i][u] - row[u]))) /
      rootMeanSquare(before.flatMap((row, i) => others[i].map((u) => row[u]))),
    agreement: overRounds(
      before.map((row, i) =>
        rankCorrelation(
          others[i].map((u) => row[u]),
          others[i].map((u) => after[i][u]),
        ),
      ),
      every,
    ),
    before: overRounds(
      before.map((row) => row[touched]),
      every,
    ),
    after: overRounds(
      after.map((row) => row[touched]),
      every,
    ),
  };
}

/** Each model in turn. */
function removals({ cache, series, say }: Study, rounds: readonly number[]): Crowd['removals'] {
  const { models } = cache.season;
  const changes = models.map((): { readonly by: number[]; readonly of: number[]; readonly shares: number[] } => ({
    by: [],
    of: [],
    shares: [],
  }));
  rounds.forEach((at, done) => {
    if (done % 4 === 0) say(`removals: ${done} of ${rounds.length} rounds`);
    const round = cache.round(at);
    const before = series.tc.exact[at];
    models.forEach((name, removed) => {
      const after = exactGradient(closed(round, without(name)(round, models)).kit);
      const others = models.flatMap((_, u) => (u === removed ? [] : [u]));
      changes[removed].by.push(...others.map((u) => after[u] - before[u]));
      changes[removed].of.push(...others.map((u) => before[u]));
      changes[removed].shares.push(round.stakes[removed] / total(round));
    });
  });
  return models.map((name, u) => ({
    name,
    share: mean(changes[u].shares),
    change: rootMeanSquare(changes[u].by) / rootMeanSquare(changes[u].of),
  }));
}

export function tellCrowd({ scenarios, identities, removals }: Crowd): Told {
  const named: Readonly<Record<Shown, string>> = { held: 'held', zero: 'zero', exact: 'gradient, exact' };
  return {
    tables: {
      crowd: table(
        [
          'what happens',
          ...SHOWN.map((kind) => `others, ${named[kind]}: change · rank correlation`),
          'whose own TC',
          'zero: before → after',
          'gradient, exact: before → after',
        ],
        scenarios.map(({ name, touched, kinds }) => [
          name,
          ...SHOWN.map((kind) => `${ratio(kinds[kind].change)} · ${ratio(kinds[kind].agreement.mean)}`),
          touched,
          ...(['zero', 'exact'] as const).map(
            (kind) => `${estimate(kinds[kind].before)} → ${estimate(kinds[kind].after)}`,
          ),
        ]),
      ),
      identities: table(
        ['root mean square', ...SHOWN.map((kind) => named[kind])],
        [
          ['TC of all models, to compare with', ...SHOWN.map((kind) => score(identities[kind].size))],
          [
            'copycat less example (the same predictions, a tenth of the stake)',
            ...SHOWN.map((kind) => score(identities[kind].copy)),
          ],
          ['p plus 1 − p', ...SHOWN.map((kind) => score(identities[kind].mirror))],
          ['stake-weighted mean of everybody', ...SHOWN.map((kind) => score(identities[kind].weighted))],
        ],
      ),
    },
    plots: {
      removals: chart({
        title: 'One model takes its stake away: how far everybody else’s TC moves',
        x: {
          label: 'its share of all stakes, %',
          ...around(removals.map(({ share }) => 100 * share)),
          format: (value) => value.toFixed(0),
        },
        y: { label: 'change over size (root mean squares)', ...around(removals.map(({ change }) => change)) },
        layers: [
          {
            kind: 'points',
            name: 'a model (gradient, exact)',
            color: 0,
            marks: removals.map(({ name, share, change }) => ({
              x: 100 * share,
              y: change,
              title: name,
              ...(share > 0.06 && { label: name }),
            })),
          },
        ],
      }),
    },
  };
}
