import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import test from 'node:test';
import { isAgreed } from './ask.ts';

const answered = async (typed: string | null): Promise<readonly [boolean, string]> => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const agreed = isAgreed('Deposit 5?', { input, output });
  input.end(typed ?? undefined);
  return [await agreed, String(output.read())];
};

test('only yes is yes: an empty line, another word and the end of the input are no', async () => {
  assert.deepEqual(await answered('y\n'), [true, 'Deposit 5? [y/N] ']);
  for (const typed of ['YES\n', ' yes \n']) assert.equal((await answered(typed))[0], true, typed);
  for (const typed of ['\n', 'no\n', 'yesterday\n', null])
    assert.equal((await answered(typed))[0], false, String(typed));
});
