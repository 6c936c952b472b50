import { formatDecimal12, PAYOUT_POLICIES, payoutFactor, sumAmounts } from '@robata/ledger';
import type { ModelRecord, RoundRecord, ScoreRecord } from '../../../records.ts';
import { roundRecord } from '../../../testing/roundRecord.ts';
import { SOLVED_REPORT } from '../../../testing/solvedReport.ts';
import type { RoundDesk } from '../roundDesk.ts';

export interface SmallTournament {
  readonly models: readonly ModelRecord[];
  readonly opensAt: (round: number) => string;
  readonly closesAt: (round: number) => string;
  /** When the scores of day 1, 2, … are due. */
  readonly scoredAt: (round: number, day: number) => string;
  readonly horizonDays: number;
  /** In time, by model id. Asked once more after the close it must give the same. */
  readonly submitted: (round: number) => readonly number[];
  /** A score for every model; null: the market's data of that day is missing. */
  readonly scoreOf: (round: number, day: number, model: number) => number | null;
  /** Rounds that cannot be closed, and why. */
  readonly hopeless?: (round: number) => string | undefined;
}

const POLICY = PAYOUT_POLICIES['robata-1'];

/** A desk whose numbers are given: rounds, stakes and money are the production's own, only the market and its scores are small. */
export function smallDesk(tournament: SmallTournament): RoundDesk {
  const { models, horizonDays, submitted, scoreOf } = tournament;
  const columns = POLICY.scores.map(({ key }) => ({ key, definitionId: 'corr20v2', target: 'janet_20' }));
  const record = (round: number): RoundRecord =>
    roundRecord(round, {
      state: 'open',
      opensAt: tournament.opensAt(round),
      closesAt: tournament.closesAt(round),
      horizonDays,
      columns,
    });
  const chosen = (round: number): ModelRecord[] => models.filter(({ id }) => submitted(round).includes(id));
  return {
    async open(round) {
      const days = Array.from({ length: horizonDays }, (_, i) => i + 1);
      return {
        record: record(round),
        schedule: [
          { kind: 'close', day: 0, dueAt: tournament.closesAt(round) },
          ...days.map((day) => ({ kind: 'score' as const, day, dueAt: tournament.scoredAt(round, day) })),
          { kind: 'resolve', day: 0, dueAt: tournament.scoredAt(round, horizonDays) },
        ],
      };
    },
    takeSubmissions: async ({ number }) => chosen(number),
    async close({ number }, atRisk) {
      const hopeless = tournament.hopeless?.(number);
      if (hopeless !== undefined) return { hopeless };
      return {
        commitment: `commitment of ${number}`,
        optimizer: SOLVED_REPORT,
        payoutFactor: formatDecimal12(payoutFactor(POLICY, sumAmounts([...atRisk.values()]))),
        entries: chosen(number).map(({ id }) => ({
          round: number,
          model: id,
          atRisk: atRisk.get(String(id)) ?? 0n,
          submissionHash: `hash ${number}/${id}`,
          late: false,
          metaModelCorrelation: null,
        })),
        incidents: [],
      };
    },
    async score({ number }, day) {
      const scores: ScoreRecord[] = [];
      for (const { id } of chosen(number)) {
        const score = scoreOf(number, day, id);
        if (score === null) return { missing: `The prices of day ${day} are not there yet.` };
        scores.push({ round: number, model: id, day, values: columns.map(() => score) });
      }
      return { scores, entries: [], optimizer: null };
    },
    finish: async ({ number }) => ({ salt: `salt of ${number}` }),
    policy: async () => POLICY,
  };
}
