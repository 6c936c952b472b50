import assert from 'node:assert/strict';
import { it } from 'node:test';
import { openDataFolder } from '@robata/tournament';
import { assertSentence, jsonOf, robata } from './robata.ts';
import { temporaryFiles } from './temporaryFiles.ts';

const { at, put } = temporaryFiles();
const MAP = 'bloomberg_ticker,yahoo,isin\nAAPL US,AAPL,US0378331005\nIBM US,IBM,\n7203 JP,7203.T,\n';

interface Imported {
  readonly isNew: boolean;
  readonly latest: { readonly version: number; readonly rows: number };
  readonly changes: { readonly counts: Readonly<Record<string, number>> };
}

const skip = process.env['ROBATA_LONG'] === '1' ? false : 'ROBATA_LONG=1 opens a database seven times';

it('brings a map into a tournament once, shows what a newer one changes, and keeps permanent ids', {
  skip,
}, async () => {
  const data = at('tournament');
  await (await openDataFolder(data)).close();
  const map = await put('map.csv', MAP);
  const bringIn = (file: string, day: string, ...more: string[]) =>
    jsonOf<Imported>('symbols', 'import', file, '--data', data, '--map-date', day, ...more);
  const first = await bringIn(map, '2023-01-05');
  assert.deepEqual([first.isNew, first.latest.version], [true, 1]);
  assert.equal((await bringIn(map, '2023-01-05')).isNew, false, 'the same map again is no new version');

  const newer = await put('newer.csv', MAP.replace('AAPL US,AAPL,', 'FRUT US,FRUT,').replace('IBM US,IBM,\n', ''));
  const dry = await robata('symbols', 'import', newer, '--data', data, '--map-date', '2023-02-05', '--dry-run');
  assert.match(dry.stdout, /Nothing was changed; an import would change:/);
  assert.match(dry.stdout, /renamed: The Bloomberg ticker of AAPL US was AAPL US and FRUT US from 2023-02-05 on\./);
  assert.match(dry.stdout, /ended: bloomberg IBM US of IBM US ended on 2023-02-04\./);
  const second = await bringIn(newer, '2023-02-05', '--maximum-age', '30');
  assert.deepEqual([second.latest.version, second.changes.counts['renamed']], [2, 3]);

  const signal = await put('signal.csv', 'bloomberg_ticker,signal\nFRUT US,0.25\n7203 JP,0.75\nIBM US,0.5\n');
  const checked = await robata('symbols', 'check', signal, '--data', data, '--date', '2023-02-20');
  assert.match(checked.stdout, /3 rows on 2023-02-20: 2 matched, 1 expired/, checked.stderr);
  assert.match(checked.stdout, /row 3 +IBM US +expired/);

  const fresh = await robata('symbols', 'coverage', '--data', data, '--date', '2023-02-20');
  assert.equal(fresh.code, 0, fresh.stderr);
  assert.match(fresh.stdout, /Version 2, newer\.csv of 2023-02-05\./);
  assert.match(fresh.stdout, /US +United States +1 /);
  const stale = await robata('symbols', 'coverage', '--data', data, '--date', '2023-03-20');
  assert.equal(stale.code, 1);
  assert.match(stale.stderr, /43 days old and 30 are allowed/);
});

it('refuses to import where there is no tournament', async () => {
  const map = await put('map-2.csv', MAP);
  assertSentence(
    await robata('symbols', 'import', map, '--data', at('nowhere')),
    /there is no tournament here; name its folder with --data/,
  );
});
