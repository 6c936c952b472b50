import { parquetWriteBuffer } from 'hyparquet-writer';

/** Numbers that look random and are the same in every run, between 0 and 1. */
export function pseudoRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export type SmallTable = Record<string, readonly (string | number)[]>;

export function csvOf(table: SmallTable): string {
  const columns = Object.values(table);
  const rows = (columns[0] ?? []).map((_, i) => columns.map((column) => column[i]).join(','));
  return `${[Object.keys(table).join(','), ...rows].join('\n')}\n`;
}

export function parquetOf(table: SmallTable): Uint8Array {
  const columnData = Object.entries(table).map(([name, data]) => ({
    name,
    data: [...data],
    type: typeof data[0] === 'string' ? ('STRING' as const) : ('DOUBLE' as const),
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

/** The files of one era: 120 stocks, three models, four features, two neutralizers. */
export function smallEra() {
  const random = pseudoRandom(7);
  const ids = Array.from({ length: 120 }, (_, i) => `n${String((i * 37) % 120).padStart(3, '0')}`);
  const draw = (): number[] => ids.map(random);
  const pick = (values: readonly number[]): number[] => ids.map(() => values[Math.floor(random() * values.length)]);
  return {
    predictions: { id: ids, alice: draw(), bob: draw(), carol: draw() },
    targets: { id: ids, target: pick([0, 0.25, 0.5, 0.75, 1]) },
    features: { id: ids, feature_a: pick([0, 1, 2, 3, 4]), feature_b: pick([0, 1, 2, 3, 4]), feature_c: draw() },
    'meta-model': { id: ids, meta_model: draw() },
    stakes: { id: ['alice', 'bob', 'carol'], stake: [10, 0, 2.5] },
    neutralizers: { id: ids, market: ids.map(() => 1 / Math.sqrt(120)), size: draw() },
    'sample-weights': { id: ids, weight: draw() },
  } satisfies Record<string, SmallTable>;
}

/** A problem of 30 stocks and three exposures that has an answer. */
export function smallProblem() {
  const random = pseudoRandom(11);
  const n = 30;
  const draw = (scale: number): number[] => Array.from({ length: n }, () => scale * (random() - 0.5));
  const style = draw(2);
  return {
    format: 'robata-portfolio-problem/1',
    ids: Array.from({ length: n }, (_, i) => `s${i}`),
    horizonDays: 20,
    alpha: draw(0.02) as (number | string | null)[],
    holdings: Array.from({ length: n }, () => 0),
    riskAversion: 5,
    exposures: { names: ['market', 'sector', 'style'], values: style.map((z, i) => [1, i % 2, z]) },
    factorCovariance: [
      [0.002, 0.0001, 0],
      [0.0001, 0.001, 0],
      [0, 0, 0.0005],
    ] as number[][] | null,
    specificVariance: draw(0.002).map((x) => 0.004 + x),
    linearCost: 0.0005 as number | number[],
    limits: {
      exposureLower: -0.01,
      exposureUpper: 0.01 as number | null,
      positionLower: -0.1,
      positionUpper: 0.1,
      gross: 1 as number | null,
      turnover: 1.5,
      net: [0, 0],
    },
  };
}

export function smallKit() {
  const random = pseudoRandom(13);
  const { alpha: _, ...problem } = smallProblem();
  const draw = (): number[] => problem.ids.map(random);
  return {
    format: 'robata-contribution-kit/1',
    problem,
    volatility: problem.specificVariance.map(Math.sqrt),
    informationCoefficient: 0.02,
    models: ['alice', 'bob', 'carol', 'dave'],
    predictions: [draw(), draw(), draw(), draw()] as (number | null)[][],
    stakes: [5, 3, 0, 1],
    returns: problem.ids.map(() => 0.1 * (random() - 0.5)),
    stakeFraction: 0.01,
  };
}
