import assert from 'node:assert/strict';
import { it } from 'node:test';
import { enumerateLifecycles } from './lifecycles.ts';

it('all small lifecycles hold whatever five commands come in whatever order', async (t) => {
  const { states, commands, ended } = await enumerateLifecycles({ length: 5 });
  t.diagnostic(`${ended} states by length ${states.join(', ')}; ${commands} commands`);
  assert.equal(
    states.reduce((sum, count) => sum + count, 0),
    ended,
  );
  assert.ok(ended > 1000, `${ended} states`);
});
