import { CONFIGURATION_DOCUMENTS } from '../configuration/configurationReader.ts';
import type { FundDayRecord, IncidentRecord, PayoutRecord, RoundRecord, RoundState, ScoreRecord } from '../records.ts';
import { rescoresOf } from '../rounds/engine/rescore.ts';
import type { Storage, StorageReader, StorageWriter } from './storage.ts';

/** The run that is being repeated does not give what the storage holds: another seed, configuration, data or program. */
export class ReplayMismatchError extends Error {
  override readonly name = 'ReplayMismatchError';
}

const ORDER: readonly RoundState[] = ['scheduled', 'open', 'closed', 'scoring', 'resolved', 'cancelled'];
const progressOf = (round: RoundRecord): number => ORDER.indexOf(round.state) * 10_000 + round.scoredDays;

const payoutKey = ({ round, model }: PayoutRecord): string => `${round}/${model}`;
const scoreKey = ({ model, day }: ScoreRecord): string => `${model}/${day}`;
/** What an incident is about; a newer program may say it in other words. */
const incidentKey = ({ rule, day, security, round }: IncidentRecord): string =>
  JSON.stringify([rule, day, security, round]);
const FUND_FIGURES = ['nav', 'gross', 'turnover', 'cost'] as const satisfies readonly (keyof FundDayRecord)[];
/** NaN is NaN, and −0 is 0. */
const isSame = (a: number, b: number | undefined): boolean => a === b || (Number.isNaN(a) && Number.isNaN(b));

/**
 * A storage for a deterministic run that begins again from its first day: what is stored already is compared and left as it is,
 * what is new is written. So a season that was stopped anywhere, however hard, goes on where it stood, and the repetition proves the
 * stored numbers on the way. Throws ReplayMismatchError where they differ.
 */
export async function replayingStorage(storage: Storage): Promise<Storage & { readonly isReplaying: () => boolean }> {
  const stored = {
    rounds: new Map((await storage.rounds()).map((round) => [round.number, round])),
    hashes: new Map<number, string>(),
    days: new Map((await storage.fundDays()).map((row) => [row.day, row])),
    /** Hashes of products' days; a product is read when it comes first. */
    closes: new Map<string, ReadonlyMap<number, string>>(),
    /** How many of each are stored and not come by yet. Others write incidents too: a number of all would take new ones for old. */
    incidents: countsOf((await storage.incidents(await storage.incidentCount())).map(incidentKey)),
    payouts: new Map((await storage.payouts({})).map((row) => [payoutKey(row), row])),
    entries: new Map((await storage.entries({})).map((row) => [`${row.round}/${row.model}`, row])),
  };
  const PAGE = 1000;
  for (let from = 1; ; from += PAGE) {
    const page = await storage.ledger(from, PAGE);
    for (const record of page) stored.hashes.set(record.sequence, record.hash);
    if (page.length < PAGE) break;
  }
  /** Of the rounds that are being repeated; each is read once and let go with its last day. */
  const scores = new Map<number, ReadonlyMap<string, readonly number[]>>();
  const scoresOf = async (reader: StorageReader, round: number): Promise<ReadonlyMap<string, readonly number[]>> => {
    const read =
      scores.get(round) ?? new Map((await reader.scores({ round })).map((row) => [scoreKey(row), row.values]));
    scores.set(round, read);
    return read;
  };
  const rescored = new Map<number, number>();
  const rescoredDays = async (reader: StorageReader, round: number): Promise<number> => {
    const days =
      rescored.get(round) ?? (await rescoresOf(reader, round)).reduce((most, each) => Math.max(most, each.days), 0);
    rescored.set(round, days);
    return days;
  };
  /** What the repetition has come by so far, in transactions that were committed. */
  let days = 0;
  const isReplaying = (): boolean => days < stored.days.size;

  const writerOver = (
    writer: StorageWriter,
    now: { days: number; readonly met: Map<string, number> },
  ): StorageWriter => ({
    ...writer,
    putRound: async (round) => {
      const known = stored.rounds.get(round.number);
      const isNew = known === undefined || progressOf(round) > progressOf(known);
      // The round that takes submissions gets new times when the server is back.
      if (isNew || (round.state === 'open' && known.state === 'open')) await writer.putRound(round);
      else if (known.eraDay !== round.eraDay || known.era !== round.era) {
        throw new ReplayMismatchError(
          `round ${round.number} is stored for ${known.eraDay} and is now for ${round.eraDay}`,
        );
      } else if (round.commitment !== null && known.commitment !== round.commitment) {
        throw new ReplayMismatchError(`round ${round.number} was closed on another problem than is stored`);
      }
    },
    addEntries: async (rows) => {
      for (const row of rows) {
        const known = stored.entries.get(`${row.round}/${row.model}`);
        if (known !== undefined && (known.submissionHash !== row.submissionHash || known.atRisk !== row.atRisk)) {
          throw new ReplayMismatchError(
            `model ${row.model} has another submission or stake in round ${row.round} than stored`,
          );
        }
      }
      await writer.addEntries(rows.filter((row) => !stored.entries.has(`${row.round}/${row.model}`)));
    },
    addScores: async (rows) => {
      const isStored = (row: ScoreRecord): boolean => row.day <= (stored.rounds.get(row.round)?.scoredDays ?? 0);
      for (const row of rows.filter(isStored)) {
        // What was put in their place when the market was restated is not what was scored first.
        if (row.day <= (await rescoredDays(writer, row.round))) continue;
        const known = (await scoresOf(writer, row.round)).get(scoreKey(row));
        if (known === undefined || !row.values.every((value, column) => isSame(value, known[column]))) {
          throw new ReplayMismatchError(`model ${row.model} has other scores on day ${row.day} of round ${row.round}`);
        }
      }
      for (const { round, day } of rows) if (day === stored.rounds.get(round)?.scoredDays) scores.delete(round);
      await writer.addScores(rows.filter((row) => !isStored(row)));
    },
    addPayouts: async (rows) => {
      for (const row of rows) {
        const known = stored.payouts.get(payoutKey(row));
        if (known !== undefined && known.amount !== row.amount) {
          throw new ReplayMismatchError(`model ${row.model} is paid otherwise in round ${row.round} than is stored`);
        }
      }
      await writer.addPayouts(rows.filter((row) => !stored.payouts.has(payoutKey(row))));
    },
    appendLedger: async (records) => {
      for (const record of records) {
        const known = stored.hashes.get(record.sequence);
        if (known !== undefined && known !== record.hash) {
          throw new ReplayMismatchError(`ledger entry ${record.sequence} has another hash than stored`);
        }
      }
      await writer.appendLedger(records.filter((record) => !stored.hashes.has(record.sequence)));
    },
    addFundDays: async (rows) => {
      now.days += rows.length;
      for (const row of rows) {
        const known = stored.days.get(row.day);
        if (known !== undefined && !FUND_FIGURES.every((figure) => isSame(known[figure], row[figure]))) {
          throw new ReplayMismatchError(`the fund has other figures on ${row.day} than are stored`);
        }
      }
      await writer.addFundDays(rows.filter((row) => !stored.days.has(row.day)));
    },
    addFundCloses: async (rows) => {
      for (const { product, sequence, day, hash } of rows) {
        const known =
          stored.closes.get(product) ??
          new Map((await writer.fundCloses(product)).map((close) => [close.sequence, close.hash]));
        stored.closes.set(product, known);
        if ((known.get(sequence) ?? hash) !== hash) {
          throw new ReplayMismatchError(`the product ${product} has other events on ${day} than are stored`);
        }
      }
      await writer.addFundCloses(rows.filter(({ product, sequence }) => !stored.closes.get(product)?.has(sequence)));
    },
    putDocument: async (key, value) => {
      // One that an older version did not write is written now; which rounds have their configuration is never put back.
      const isNew = now.days >= stored.days.size || key === CONFIGURATION_DOCUMENTS.taken;
      if (isNew || (await writer.document(key)) === null) await writer.putDocument(key, value);
    },
    addIncidents: async (rows) => {
      const fresh = rows.filter((row) => {
        const key = incidentKey(row);
        const met = now.met.get(key) ?? 0;
        if (met >= (stored.incidents.get(key) ?? 0)) return true;
        now.met.set(key, met + 1);
        return false;
      });
      await writer.addIncidents(fresh);
    },
  });

  return {
    ...storage,
    isReplaying,
    async transaction(work) {
      const [result, now] = await storage.transaction(async (writer) => {
        const mine = { days, met: new Map<string, number>() };
        return [await work(writerOver(writer, mine)), mine] as const;
      });
      days = now.days;
      for (const [key, met] of now.met) stored.incidents.set(key, (stored.incidents.get(key) ?? 0) - met);
      return result;
    },
  };
}

const countsOf = (keys: readonly string[]): Map<string, number> =>
  new Map([...Map.groupBy(keys, (key) => key)].map(([key, all]) => [key, all.length]));
