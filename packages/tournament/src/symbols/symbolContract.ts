import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { SymbolRow } from '@robata/market/symbols';
import type { SqlStorage } from '../storage/sqlStorage.ts';
import { type NewSymbols, symbolBook } from './symbolBook.ts';
import { watchSymbols } from './symbolWatch.ts';

const row = (permanentId: string, scheme: SymbolRow['scheme'], symbol: string, name?: string): SymbolRow => ({
  permanentId,
  scheme,
  symbol,
  validFrom: null,
  validTo: null,
  ...(name !== undefined && { name }),
});
const MAP = [
  row('AAPL US', 'bloomberg', 'AAPL US', 'Apple'),
  row('AAPL US', 'isin', 'US0378331005', 'Apple'),
  row('GONE US', 'bloomberg', 'GONE US'),
];
const RENAMED = [
  row('FRUIT US', 'bloomberg', 'FRUIT US', 'Apple'),
  row('FRUIT US', 'isin', 'US0378331005', 'Apple'),
  row('NEW US', 'bloomberg', 'NEW US'),
];

/** What the table of symbols must do on every database. `open` gives an empty one. */
export function symbolContract(
  name: string,
  open: () => Promise<SqlStorage>,
  options: { skip?: string | false } = {},
): void {
  describe(`symbol contract: ${name}`, { skip: options.skip ?? false }, () => {
    let storage: SqlStorage;
    const clock = { time: new Date('2026-01-10T12:00:00Z') };
    before(async () => {
      storage = await open();
    });
    after(() => storage.close());
    const bookOf = () => symbolBook(storage.db, () => clock.time);
    const map = (rows: readonly SymbolRow[], mapDate: string): NewSymbols => {
      return { source: 'map.csv', mapDate, maximumAgeDays: 14, by: 'op', form: 'map', rows };
    };
    const shown = (rows: readonly SymbolRow[]): string[] =>
      rows.map((each) => `${each.permanentId}: ${each.symbol} ${each.validFrom ?? ''}..${each.validTo ?? ''}`).sort();

    it('has no version before the first import, and no rows', async () => {
      assert.equal(await bookOf().latest(), null);
      assert.deepEqual(await bookOf().rows(null), []);
    });

    it('brings a map in once, however often it comes', async () => {
      const book = bookOf();
      const first = await book.import(map(MAP, '2026-01-02'));
      assert.deepEqual([first.isNew, first.latest.version, first.latest.rows], [true, 1, 3]);
      assert.equal(first.latest.changes.counts.added, 3);
      assert.deepEqual(await book.import(map(MAP.toReversed(), '2026-01-02')), { latest: first.latest, isNew: false });
      assert.deepEqual(
        (await book.rows(1)).find(({ symbol }) => symbol === 'AAPL US'),
        MAP[0],
      );
      assert.equal(await book.rows(1), await book.rows(1), 'the same array while it is kept');
    });

    it('keeps permanent ids and every version, and says what was renamed, ended and added', async () => {
      const book = bookOf();
      const { latest } = await book.import(map(RENAMED, '2026-01-09'));
      const { renamed, ended, added } = latest.changes.counts;
      assert.deepEqual([latest.version, latest.rows, renamed, ended, added], [2, 5, 1, 2, 2]);
      assert.deepEqual(shown(await book.rows(2)), [
        'AAPL US: AAPL US ..2026-01-08',
        'AAPL US: FRUIT US 2026-01-09..',
        'AAPL US: US0378331005 ..',
        'GONE US: GONE US ..2026-01-08',
        'NEW US: NEW US ..',
      ]);
      assert.deepEqual(shown(await book.rows(1)), shown(MAP), 'what was known before stays');
      assert.deepEqual(
        (await book.imports()).map(({ version }) => version),
        [2, 1],
      );
    });

    it('says what an import would change and changes nothing', async () => {
      const { counts } = await bookOf().compare(map(MAP, '2026-01-16'));
      assert.ok(counts.renamed > 0);
      assert.equal((await bookOf().latest())?.version, 2);
    });

    it('takes a newer day of the same map, for it is fresh again', async () => {
      const { latest, isNew } = await bookOf().import(map(RENAMED, '2026-01-10'));
      assert.deepEqual(
        [isNew, latest.version, latest.mapDate, latest.changes.counts.added],
        [true, 3, '2026-01-10', 0],
      );
    });

    it('stores two imports at the same time one after the other', async () => {
      const rows = [...RENAMED, row('TWO US', 'bloomberg', 'TWO US')];
      const both = await Promise.all([
        bookOf().import(map(rows, '2026-01-11')),
        bookOf().import(map(rows, '2026-01-11')),
      ]);
      assert.deepEqual(both.map(({ isNew }) => isNew).sort(), [false, true]);
      assert.equal((await bookOf().rows(4)).length, 6);
    });

    it('makes one incident of a map that has become too old', async () => {
      const watch = () => watchSymbols({ symbols: bookOf(), storage, now: () => clock.time });
      clock.time = new Date('2026-01-25T23:00:00Z');
      assert.equal(await watch(), false, '14 days are allowed');
      clock.time = new Date('2026-01-26T01:00:00Z');
      assert.deepEqual([await watch(), await watch()], [true, false]);
      const [incident] = await storage.incidents(10);
      assert.equal(incident?.rule, 'stale_symbol_map');
      assert.match(incident?.message ?? '', /of 2026-01-11 \(version 4, map\.csv\), 15 days old, and 14 are allowed/);
    });
  });
}
