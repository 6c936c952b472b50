import { type ModelRecord, type RoundRecord, type ScoreRecord, type Storage } from '@robata/tournament';

/** Scores of each model, by key; what is missing is NaN. */
export type FixtureScores = Readonly<Record<string, Readonly<Record<string, number>>>>;

const CLASSIC = ['corr', 'mmc', 'fnc', 'tc'];
export const SIGNALS_KEYS = ['alpha', 'mpc', 'corrSignals', 'mmcSignals', 'fncV4', 'ic', 'tc'];
const COLUMNS = [...CLASSIC, ...SIGNALS_KEYS.filter((key) => !CLASSIC.includes(key))];
const TARGETS: Readonly<Record<string, string>> = { corr: 'janet_20', corrSignals: 'janet_20', ic: 'raw_20' };

export const jointRound = (number: number, change: Partial<RoundRecord> = {}): RoundRecord => ({
  number,
  tournament: 'classic',
  era: String(number).padStart(4, '0'),
  eraDay: `2023-01-${String(5 + number).padStart(2, '0')}`,
  state: 'resolved',
  opensAt: `2023-01-${String(6 + number).padStart(2, '0')}T18:00:00Z`,
  closesAt: `2023-01-${String(8 + number).padStart(2, '0')}T14:30:00Z`,
  scoredDays: 20,
  horizonDays: 20,
  configVersion: 1,
  columns: COLUMNS.map((key) => ({ key, definitionId: `${key}-1`, target: TARGETS[key] ?? null })),
  stocks: 500,
  commitment: null,
  salt: null,
  optimizer: null,
  payoutFactor: '0.5',
  planHash: null,
  reason: null,
  signals: { keys: SIGNALS_KEYS, payoutFactor: '0.25', planHash: null },
  ...change,
});

/** Stores a joint round, the entries of everybody in `scores`, and their scores on its last day. A payout is a tenth of 40 tokens at risk. */
export async function putJointRound(
  storage: Storage,
  round: RoundRecord,
  { models, scores }: { readonly models: readonly ModelRecord[]; readonly scores: FixtureScores },
): Promise<void> {
  const atRisk = 40n * 10n ** 18n;
  const idOf = (name: string): number => models.find((model) => model.name === name)?.id as number;
  const { number, state, scoredDays: day } = round;
  await storage.transaction(async (writer) => {
    await writer.putRound(round);
    await writer.addEntries(
      Object.keys(scores).map((name) => ({
        round: number,
        model: idOf(name),
        atRisk: atRisk as never,
        submissionHash: 'a'.repeat(64),
        late: false,
        metaModelCorrelation: 0.25,
      })),
    );
    if (day > 0) {
      await writer.addScores(
        Object.entries(scores).map(
          ([name, values]): ScoreRecord => ({
            round: number,
            model: idOf(name),
            day,
            values: COLUMNS.map((key) => values[key] ?? Number.NaN),
          }),
        ),
      );
    }
    if (state === 'resolved') {
      await writer.addPayouts(
        Object.keys(scores).map((name) => ({
          round: number,
          model: idOf(name),
          atRisk: atRisk as never,
          amount: (atRisk / 10n) as never,
        })),
      );
    }
  });
}

/** The same round with a Signals part. */
export const withSignals = (round: RoundRecord): RoundRecord => ({
  ...round,
  columns: [
    ...round.columns,
    ...SIGNALS_KEYS.filter((key) => !round.columns.some((column) => column.key === key)).map((key) => ({
      key,
      definitionId: `${key}-1`,
      target: TARGETS[key] ?? null,
    })),
  ],
  signals: { keys: SIGNALS_KEYS, payoutFactor: '0.25', planHash: null },
});

/** A resolved round of a season gets a Signals part, in which one model was scored: differently in each round. */
export async function joinSignals(storage: Storage, round: RoundRecord, model: number): Promise<void> {
  const joint = withSignals(round);
  const atRisk = 10n ** 18n;
  await storage.transaction(async (writer) => {
    await writer.putRound(joint);
    const entry = { round: round.number, model, atRisk: atRisk as never, submissionHash: 'b'.repeat(64), late: false };
    await writer.addEntries([{ ...entry, metaModelCorrelation: 0.1 }]);
    const values = joint.columns.map(({ key }, at) =>
      SIGNALS_KEYS.includes(key) ? ((round.number + at) % 7) / 100 : Number.NaN,
    );
    await writer.addScores([{ round: round.number, model, day: round.scoredDays, values }]);
    await writer.addPayouts([{ round: round.number, model, atRisk: atRisk as never, amount: (atRisk / 20n) as never }]);
  });
}
