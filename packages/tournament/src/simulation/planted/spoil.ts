import { createHash } from 'node:crypto';
import type { LedgerRecord } from '../../records.ts';
import type { Storage, StorageReader, StorageWriter } from '../../storage/storage.ts';
import { ordered, unitsOf } from '../audit/exact.ts';
import type { RawEntry } from '../audit/rawEntry.ts';

/** The same storage, its transactions with some calls changed. */
export const withWriter =
  (change: (writer: StorageWriter) => Partial<StorageWriter>) =>
  (storage: Storage): Storage => ({
    ...storage,
    transaction: (work) => storage.transaction((writer) => work({ ...writer, ...change(writer) })),
  });

/** The same storage, its reads changed, in transactions too. */
export const withReads =
  (change: (reader: StorageReader) => Partial<StorageReader>) =>
  (storage: Storage): Storage => ({ ...withWriter(change)(storage), ...change(storage) });

/** An entry before it is sealed. */
export type Unsealed = Omit<RawEntry, 'sequence' | 'previousHash' | 'bodyHash' | 'hash'>;

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** The entry in its place of the chain, sealed as an honest one. */
export function sealed(
  { idempotencyKey, command, lines, snapshot }: Unsealed,
  sequence: number,
  previousHash: string,
): LedgerRecord {
  const bodyHash = sha256(ordered(command));
  const hash = sha256(ordered({ sequence, previousHash, idempotencyKey, bodyHash, lines, snapshot }));
  const entry: RawEntry = { sequence, previousHash, idempotencyKey, command, bodyHash, hash, lines, snapshot };
  return {
    sequence,
    kind: command.kind,
    idempotencyKey,
    hash,
    previousHash,
    body: ordered(entry),
    lines: lines.map(({ account, amount }) => ({ account, amount: unitsOf(amount) })),
  };
}

/** A storage into which others are written in place of some entries; the chain looks right all the same. */
export const spoiling = (
  change: (entry: RawEntry) => readonly Unsealed[] | undefined,
): ((storage: Storage) => Storage) =>
  withWriter((writer) => ({
    async appendLedger(records) {
      const spoiled: LedgerRecord[] = [];
      let head = records[0]?.previousHash ?? '';
      for (const record of records) {
        const entry = JSON.parse(record.body) as RawEntry;
        for (const each of change(entry) ?? [entry]) {
          const made = sealed(each, (records[0]?.sequence ?? 0) + spoiled.length, head);
          spoiled.push(made);
          head = made.hash;
        }
      }
      return writer.appendLedger(spoiled);
    },
  }));

type Line = RawEntry['lines'][number];

/** Other lines in the entries of these kinds. Undefined: as it was. */
export const spoilingLines = (
  kinds: readonly string[],
  change: (lines: readonly Line[]) => readonly Line[] | undefined,
) =>
  spoiling((entry) => {
    const lines = kinds.includes(entry.command.kind) ? change(entry.lines) : undefined;
    return lines && [{ ...entry, lines }];
  });

/** A decimal text of 18 places. */
export function textOf(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(19, '0');
  const fraction = digits.slice(-18).replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -18)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** One unit or more from one line to another, so that they still add up. */
export const shifted = (lines: readonly Line[], from: number, to: number, units: bigint): Line[] =>
  lines.map((line, i) => {
    const change = i === from ? -units : i === to ? units : 0n;
    return change === 0n ? line : { ...line, amount: textOf(unitsOf(line.amount) + change) };
  });
