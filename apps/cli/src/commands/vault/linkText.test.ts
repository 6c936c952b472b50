import assert from 'node:assert/strict';
import test from 'node:test';
import { assertLinkText } from './linkText.ts';

const THERE = {
  sites: ['robata.test', 'localhost:8080'],
  address: '0x1000000000000000000000000000000000000001',
  account: { id: 'a1', username: 'ada' },
  chainId: 31_337,
  vault: '0x2000000000000000000000000000000000000002',
  nonce: '00ff',
};
/** As `apps/server/src/chain/linkText.ts` writes it; `vault.slow.test.ts` signs the server's own. */
const LINES = [
  'robata.test wants you to sign in with your Ethereum account:',
  '0x1000000000000000000000000000000000000001',
  '',
  'Link this address to the account ada (a1). It costs nothing and moves nothing.',
  '',
  'URI: https://robata.test/wallet/chain',
  'Version: 1',
  'Chain ID: 31337',
  'Nonce: 00ff',
  'Issued At: 2026-11-23T08:00:00.000Z',
  'Expiration Time: 2026-11-23T08:05:00.000Z',
  'Resources:',
  '- ethereum:0x2000000000000000000000000000000000000002@31337',
];

test('the text that links this address to this account is signed, and none in which a line is another, missing or added', () => {
  assertLinkText(LINES.join('\n'), THERE);
  for (const at of LINES.keys()) {
    const changed = LINES.map((line, each) => (each === at ? `${line} ` : line));
    assert.throws(() => assertLinkText(changed.join('\n'), THERE), /[Nn]othing was signed/, LINES[at]);
    const missing = LINES.filter((_, each) => each !== at);
    assert.throws(() => assertLinkText(missing.join('\n'), THERE), /[Nn]othing was signed/, LINES[at]);
  }
  for (const more of ['', '- https://elsewhere.example', 'And: all your tokens']) {
    assert.throws(() => assertLinkText([...LINES, more].join('\n'), THERE), /[Nn]othing was signed/);
  }
  assert.throws(() => assertLinkText('', THERE), /[Nn]othing was signed/);
});

test('signing in, another account and another site’s page are other texts', () => {
  const with_ = (at: number, line: string): string => LINES.map((each, own) => (own === at ? line : each)).join('\n');
  const signIn = 'Sign in to your account of this tournament. It costs nothing and moves nothing.';
  assert.throws(() => assertLinkText(with_(3, signIn), THERE), /line 4 is 'Sign in to your account/);
  const eve = 'Link this address to the account eve (a1). It costs nothing and moves nothing.';
  assert.throws(() => assertLinkText(with_(3, eve), THERE), /line 4 is 'Link this address to the account eve/);
  assert.throws(() => assertLinkText(with_(5, 'URI: https://evil.example/wallet/chain'), THERE), /line 6/);
});

test('the text of another site is refused with that site’s name, in characters that a terminal can take', () => {
  const [, ...rest] = LINES;
  const other = 'evil\u001b[2J.example wants you to sign in with your Ethereum account:';
  assert.throws(() => assertLinkText([other, ...rest].join('\n'), THERE), {
    message: /is of 'evil\?\[2J\.example', not of robata\.test or localhost:8080.*--site/,
  });
});
