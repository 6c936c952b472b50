import type { RoundRecord, RoundState } from '../records.ts';
import type { Storage, StorageWriter } from './storage.ts';

/** The run that is being repeated does not give what the storage holds: another seed, configuration, data or program. */
export class ReplayMismatchError extends Error {
  override readonly name = 'ReplayMismatchError';
}

const ORDER: readonly RoundState[] = ['scheduled', 'open', 'closed', 'scoring', 'resolved', 'cancelled'];
const progressOf = (round: RoundRecord): number => ORDER.indexOf(round.state) * 10_000 + round.scoredDays;

/**
 * A storage for a deterministic run that begins again from its first day: what is stored already is compared and left as it is,
 * what is new is written. So a season that was stopped anywhere, however hard, goes on where it stood, and the repetition proves the
 * stored numbers on the way. Throws ReplayMismatchError where they differ.
 */
export async function replayingStorage(storage: Storage): Promise<Storage & { readonly isReplaying: () => boolean }> {
  const stored = {
    rounds: new Map((await storage.rounds()).map((round) => [round.number, round])),
    hashes: new Map<number, string>(),
    days: new Set((await storage.fundDays()).map((row) => row.day)),
    incidents: await storage.incidentCount(),
    payouts: new Set((await storage.payouts({})).map((row) => `${row.round}/${row.model}`)),
    entries: new Map((await storage.entries({})).map((row) => [`${row.round}/${row.model}`, row])),
  };
  const PAGE = 1000;
  for (let from = 1; ; from += PAGE) {
    const page = await storage.ledger(from, PAGE);
    for (const record of page) stored.hashes.set(record.sequence, record.hash);
    if (page.length < PAGE) break;
  }
  let incidentsSeen = 0;
  let daysSeen = 0;
  const isReplaying = (): boolean => daysSeen < stored.days.size;

  const writerOver = (writer: StorageWriter): StorageWriter => ({
    ...writer,
    putRound: async (round) => {
      const known = stored.rounds.get(round.number);
      if (known === undefined || progressOf(round) > progressOf(known)) await writer.putRound(round);
      else if (known.eraDay !== round.eraDay || known.era !== round.era) {
        throw new ReplayMismatchError(
          `round ${round.number} is stored for ${known.eraDay} and is now for ${round.eraDay}`,
        );
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
    addScores: (rows) =>
      writer.addScores(rows.filter((row) => (stored.rounds.get(row.round)?.scoredDays ?? 0) < row.day)),
    addPayouts: (rows) => writer.addPayouts(rows.filter((row) => !stored.payouts.has(`${row.round}/${row.model}`))),
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
      daysSeen += rows.length;
      await writer.addFundDays(rows.filter((row) => !stored.days.has(row.day)));
    },
    putDocument: async (key, value) => {
      if (!isReplaying()) await writer.putDocument(key, value);
    },
    addIncidents: async (rows) => {
      const known = Math.max(0, Math.min(rows.length, stored.incidents - incidentsSeen));
      incidentsSeen += rows.length;
      await writer.addIncidents(rows.slice(known));
    },
  });

  return {
    ...storage,
    isReplaying,
    transaction: (work) => storage.transaction((writer) => work(writerOver(writer))),
  };
}
