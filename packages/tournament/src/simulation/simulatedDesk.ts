import { formatDecimal12, payoutFactor, sumAmounts } from '@robata/ledger';
import type { EntryRecord } from '../records.ts';
import type { RoundDesk } from '../rounds/engine/roundDesk.ts';
import { roundRecord } from '../testing/roundRecord.ts';
import { SOLVED_REPORT } from '../testing/solvedReport.ts';
import type { Gate, GateSubmission } from './gate.ts';
import { isoOf, type Market } from './market.ts';

export interface SimulatedDeskInput {
  readonly market: Market;
  readonly gate: Gate;
  /** What is there is told by the true time: a wrong clock brings no data. */
  readonly trueMs: () => number;
  /** Each call waits for its turn here. */
  readonly turn: (place: string) => Promise<void>;
}

/** A desk over the simulated market. Its numbers are small, and come again the same whoever asks; its data may be late. */
export function simulatedDesk({ market, gate, trueMs, turn }: SimulatedDeskInput): RoundDesk {
  const { models, policy, horizonDays } = market;
  const columns = policy.scores.map(({ key, definitionId, target }) => ({ key, definitionId, target }));
  const missing = (round: number, day: number) =>
    trueMs() < market.arrivesMs(round, day) ? { missing: `The prices of day ${day} are not there yet.` } : null;
  const entry = (round: number, { model, hash, late }: GateSubmission, atRisk: bigint): EntryRecord => {
    return { round, model, atRisk, submissionHash: hash, late, metaModelCorrelation: null };
  };
  return {
    async open(round) {
      await turn('desk.open');
      const late = missing(round, 0);
      if (late !== null) return late;
      const days = Array.from({ length: horizonDays }, (_, i) => i + 1);
      const [opensAt, closesAt] = [isoOf(market.opensMs(round)), isoOf(market.closesMs(round))];
      return {
        record: roundRecord(round, { state: 'open', opensAt, closesAt, horizonDays, columns }),
        schedule: [
          { kind: 'close', day: 0, dueAt: closesAt },
          ...days.map((day) => ({ kind: 'score' as const, day, dueAt: isoOf(market.dueMs(round, day)) })),
          { kind: 'resolve', day: 0, dueAt: isoOf(market.dueMs(round, horizonDays)) },
        ],
      };
    },
    async takeSubmissions({ number }) {
      await turn('desk.takeSubmissions');
      const taken = new Set((await gate.close(number)).map(({ model }) => model));
      return models.filter(({ id }) => taken.has(id));
    },
    async close({ number }, atRisk) {
      await turn('desk.close');
      const submissions = (await gate.selected(number)).filter(({ late }) => !late);
      return {
        commitment: `commitment of ${number}`,
        optimizer: SOLVED_REPORT,
        payoutFactor: formatDecimal12(payoutFactor(policy, sumAmounts([...atRisk.values()]))),
        entries: submissions.map((each) => entry(number, each, atRisk.get(String(each.model)) ?? 0n)),
        incidents: [],
      };
    },
    async score({ number }, day) {
      await turn('desk.score');
      const late = missing(number, day);
      if (late !== null) return late;
      const submissions = day === 1 ? await gate.seal(number) : await gate.selected(number);
      return {
        scores: submissions.map(({ model }) => ({
          round: number,
          model,
          day,
          values: columns.map((_, column) => market.scoreOf(number, day, model, column) ?? Number.NaN),
        })),
        entries: day === 1 ? submissions.filter((each) => each.late).map((each) => entry(number, each, 0n)) : [],
        optimizer: null,
      };
    },
    async finish({ number }) {
      await turn('desk.finish');
      return { salt: `salt of ${number}` };
    },
    policy: async () => policy,
    async releasePolicy({ number }) {
      // As the papers of the production, which tell it from the close on.
      if (!(await gate.isClosed(number))) throw new Error(`the papers of round ${number} are gone`);
      return market.releasePolicy;
    },
  };
}
