import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { qrCode } from './qrCode.ts';

const hashOf = (text: string): string => {
  const { size, isDark } = qrCode(text);
  const rows = Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (_, column) => Number(isDark(row, column))).join(''),
  );
  return `${size} ${createHash('sha256').update(rows.join('\n')).digest('hex').slice(0, 16)}`;
};

test('codes are those of another encoder, which an independent decoder read back (uqr and jsqr, 96 lengths up to 666 bytes)', () => {
  const secret =
    'otpauth://totp/Robata:ada%40example.org?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Robata&digits=6';
  assert.deepEqual(
    [hashOf('robata'), hashOf(secret), hashOf('é'.repeat(300))],
    ['21 380215eccda31ded', '41 c93cde9a6727ba2d', '93 b4d7c35d5e2a44ee'],
  );
});

test('a text takes the smallest version that holds it', () => {
  assert.equal(qrCode('x'.repeat(14)).size, 21);
  assert.equal(qrCode('x'.repeat(15)).size, 25);
  assert.equal(qrCode('x'.repeat(666)).size, 97);
  assert.throws(() => qrCode('x'.repeat(667)), RangeError);
});

test('three corners are finders and the fourth is not', () => {
  const { size, isDark } = qrCode('robata');
  const ring = (row: number, column: number) => [0, 1, 2, 3].map((at) => isDark(row + at, column + at));
  for (const [row, column] of [
    [0, 0],
    [0, size - 7],
    [size - 7, 0],
  ] as const) {
    assert.deepEqual(ring(row, column), [true, false, true, true]);
  }
  assert.notDeepEqual(ring(size - 7, size - 7), [true, false, true, true]);
});
