import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHANGE_LOG } from './changeLog.ts';
import { releasedFile } from './releaseJson.ts';

const eras = ['0001', '0002', '0003'].map((era, at) => ({ era, rows: 10 + at }));

test('row groups name their first and last era', () => {
  const file = releasedFile(eras, [21, 12]);
  assert.deepEqual(file, {
    rows: 33,
    eras: 3,
    first_era: '0001',
    last_era: '0003',
    row_groups: [
      { rows: 21, first_era: '0001', last_era: '0002' },
      { rows: 12, first_era: '0003', last_era: '0003' },
    ],
  });
});

test('a file without eras has none, and a group that ends inside an era is a fault of ours', () => {
  assert.deepEqual(releasedFile([], []), { rows: 0, eras: 0, first_era: null, last_era: null, row_groups: [] });
  assert.throws(() => releasedFile(eras, [15, 18]), /inside an era/);
});

test('no version stands twice in the change log, and whatever is deprecated names a version that is there', () => {
  const versions = CHANGE_LOG.map(({ version }) => version);
  assert.equal(new Set(versions).size, versions.length);
  for (const { deprecated } of CHANGE_LOG) assert.ok(deprecated === undefined || versions.includes(deprecated.use));
});
