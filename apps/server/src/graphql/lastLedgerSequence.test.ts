import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LedgerRecord } from '@robata/tournament';
import { lastLedgerSequence } from './lastLedgerSequence.ts';

const ledgerOf = (entries: number) => {
  const asked: number[] = [];
  return {
    asked,
    ledger: async (from: number, limit: number) => {
      asked.push(limit);
      return Array.from(
        { length: Math.min(limit, Math.max(0, entries - from + 1)) },
        (_, i) => ({ sequence: from + i }) as LedgerRecord,
      );
    },
  };
};

test('the newest entry is found from wherever one starts, reading few entries', async () => {
  for (const entries of [0, 1, 2, 3, 7, 8, 100, 12_345]) {
    for (const known of [0, 1, Math.floor(entries / 2), entries].filter((from) => from <= entries)) {
      const reader = ledgerOf(entries);
      assert.equal(await lastLedgerSequence(reader, known), entries, `${entries} from ${known}`);
      assert.ok(reader.asked.length <= 40 && reader.asked.every((limit) => limit === 1));
    }
  }
});
