import type { IncidentRecord, RoundRecord, ScoreRecord } from '../../records.ts';
import type { StorageWriter } from '../../storage/storage.ts';
import { planRecordOf } from '../roundPlans.ts';
import { storedPlans } from './resolveStep.ts';
import { isMissing, policiesOf } from './roundDesk.ts';
import type { StepContext } from './step.ts';

/** Why a round is scored again. */
export interface RescoreCause {
  /** The same whenever the same restatement is met again: it is acted on once. */
  readonly id: string;
  /** The trading day before which it was known. */
  readonly knownBefore: string;
  /** The first and last day restated within what the round has scored. */
  readonly from: string;
  readonly to: string;
  /** What was restated, in a sentence. */
  readonly sentence: string;
}

/** One column of a round's last scored day, before and after. */
export interface RescoredColumn {
  readonly key: string;
  /** Models that have the score, and those of them whose value moved. */
  readonly models: number;
  readonly changed: number;
  /** Means over the models; null where none has the score. */
  readonly before: number | null;
  readonly after: number | null;
  /** Of one model, in absolute value. */
  readonly largestChange: number;
}

/** One time that a round was scored again: kept for ever. */
export interface Rescore extends RescoreCause {
  /** When it was done; ISO. */
  readonly at: string;
  /** Days of the round whose scores were computed again: 1 to this one. */
  readonly days: number;
  /** How many stored values are other ones now, over all days, models and columns. */
  readonly changedValues: number;
  readonly columns: readonly RescoredColumn[];
}

/** The document with all times that a round was scored again, in their order (`Rescore[]`). */
export const rescoreKey = (round: number): string => `rescore/${round}`;

export type RescoreOutcome = 'rescored' | 'known' | 'kept';

/**
 * Scores the days of a round that are scored already once more, from the papers as they are now, and puts the new values in the place of the
 * old ones with a record of both, in one transaction. A round that is resolved or cancelled, and one whose payout plan an operator has approved,
 * keeps its scores (`kept`); a plan that waits for approval is made again. What was done for the same cause before is `known`.
 */
export async function rescore(context: StepContext, number: number, cause: RescoreCause): Promise<RescoreOutcome> {
  const { storage, ledger, desk, now } = context;
  const record = await storage.round(number);
  if (record?.state !== 'scoring' || record.scoredDays === 0) return 'kept';
  if (isKnown(await storage.document(rescoreKey(number)), cause)) return 'known';
  const scores: ScoreRecord[] = [];
  let documents: Readonly<Record<string, unknown>> = {};
  for (let day = 1; day <= record.scoredDays; day++) {
    const scored = await desk.score(record, day);
    if (isMissing(scored)) throw new Error(`round ${number} cannot be scored again for day ${day}: ${scored.missing}`);
    scores.push(...scored.scores);
    documents = scored.documents ?? {};
  }
  const journal = await ledger.journal();
  const policies = await policiesOf(desk, record);
  return storage.transaction(async (writer): Promise<RescoreOutcome> => {
    const current = await writer.round(number);
    if (current?.state !== 'scoring' || current.scoredDays !== record.scoredDays) return 'kept';
    const plan = await writer.plan(number);
    if (plan !== null && plan.approvedBy !== null) return 'kept';
    const earlier = ((await writer.document(rescoreKey(number))) ?? []) as readonly Rescore[];
    if (isKnown(earlier, cause)) return 'known';
    const done: Rescore = {
      ...cause,
      at: now(),
      days: record.scoredDays,
      ...differences(record, await writer.scores({ round: number }), scores),
    };
    await writer.replaceScores(scores);
    for (const [key, value] of Object.entries(documents)) await writer.putDocument(key, value);
    await writer.putDocument(rescoreKey(number), [...earlier, done]);
    await writer.addIncidents([rescored(number, done)]);
    if (plan !== null) await writer.putPlan(planRecordOf(number, await storedPlans(writer, record, journal, policies)));
    return 'rescored';
  });
}

/** The times that a round was scored again, first to last. */
export async function rescoresOf(reader: Pick<StorageWriter, 'document'>, round: number): Promise<readonly Rescore[]> {
  return ((await reader.document(rescoreKey(round))) ?? []) as readonly Rescore[];
}

const isKnown = (kept: unknown, { id }: RescoreCause): boolean =>
  ((kept ?? []) as readonly Rescore[]).some((each) => each.id === id);

/** Below this a value is the same, with its last bits rounded otherwise. */
const SAME = 1e-12;
const isSame = (a: number, b: number): boolean => Math.abs(a - b) <= SAME || (Number.isNaN(a) && Number.isNaN(b));

function differences(
  { columns, scoredDays }: RoundRecord,
  before: readonly ScoreRecord[],
  after: readonly ScoreRecord[],
): Pick<Rescore, 'changedValues' | 'columns'> {
  const keyOf = ({ model, day }: ScoreRecord): string => `${model}/${day}`;
  const old = new Map(before.map((row) => [keyOf(row), row.values]));
  let changedValues = 0;
  for (const row of after) {
    const was = old.get(keyOf(row));
    row.values.forEach((value, column) => {
      if (!isSame(value, was?.[column] ?? Number.NaN)) changedValues += 1;
    });
  }
  const last = after.filter(({ day }) => day === scoredDays);
  return {
    changedValues,
    columns: columns.map(({ key }, column): RescoredColumn => {
      const pairs = last.map(
        (row) => [old.get(keyOf(row))?.[column] ?? Number.NaN, row.values[column] as number] as const,
      );
      const changes = pairs.filter(([was, is]) => !isSame(was, is));
      return {
        key,
        models: pairs.filter(([, is]) => !Number.isNaN(is)).length,
        changed: changes.length,
        before: meanOf(pairs.map(([was]) => was)),
        after: meanOf(pairs.map(([, is]) => is)),
        largestChange: changes.reduce((most, [was, is]) => Math.max(most, Math.abs(is - was) || 0), 0),
      };
    }),
  };
}

function meanOf(values: readonly number[]): number | null {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function rescored(round: number, { days, changedValues, sentence, from, knownBefore }: Rescore): IncidentRecord {
  const moved =
    changedValues === 0 ? 'no value is another one' : `${changedValues} values are other ones, old and new are kept`;
  return {
    rule: 'rescored',
    severity: changedValues === 0 ? 'info' : 'warning',
    rows: changedValues,
    day: from,
    security: null,
    round,
    message: `Round ${round} was scored again for days 1 to ${days} before ${knownBefore}. ${sentence} Of its scores ${moved}.`,
  };
}
