import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { it } from 'node:test';
import { assertRefused, robata } from './robata.ts';
import { temporaryFiles } from './temporaryFiles.ts';

const { at } = temporaryFiles();

it('says what operators can do, and refuses what they cannot before it opens anything', async () => {
  const { stdout } = await robata('admin', '--help');
  for (const words of ['account create', 'account list', 'key revoke', 'model create', 'deposit'])
    assert.ok(stdout.includes(words));
  assert.match((await robata('admin', 'deposit', '--help')).stdout, /--idempotency-key K/);
  await assertRefused(['admin'], /say what to do; it has account create/);
  await assertRefused(['admin', 'account', 'destroy'], /has no 'account destroy'; it has/);
  await assertRefused(['admin', 'deposit', '--username', 'ada', '--data', at('x')], /--amount is missing; see/);
  await assertRefused(['admin', 'account', 'list', '--data', at('x')], /holds no tournament; name its folder/);
  await assertRefused(
    ['admin', '--json', '--data', at('x'), 'account', 'list'],
    /holds no tournament; name its folder/,
  );
  await assertRefused(['worker', '--data', at('x')], /--database is missing: workers share a PostgreSQL/);
  assert.equal(existsSync(at('x')), false, 'and no trace is left');
});
