import assert from 'node:assert/strict';
import { it } from 'node:test';
import { enumerateLifecycles } from './lifecycles.ts';

const isLong = process.env['ROBATA_LONG'] === '1';
const LENGTH = isLong ? 5 : 4;

it(`all small lifecycles hold whatever ${LENGTH} commands come in whatever order`, async (t) => {
  const { states, commands, ended } = await enumerateLifecycles({ length: LENGTH });
  t.diagnostic(`${ended} states by length ${states.join(', ')}; ${commands} commands`);
  assert.equal(
    states.reduce((sum, count) => sum + count, 0),
    ended,
  );
  assert.ok(ended > (isLong ? 1000 : 500), `${ended} states`);
});
