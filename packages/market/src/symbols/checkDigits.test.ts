import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { hasCusipCheckDigit, hasFigiCheckDigit, hasIsinCheckDigit, hasSedolCheckDigit } from './checkDigits.ts';

/** Codes of real securities (Apple, BAE Systems, Cisco, Microsoft, Treasury bill, IBM) and of the schemes' own descriptions. */
const VALID: [name: string, check: (code: string) => boolean, codes: string[]][] = [
  ['ISIN', hasIsinCheckDigit, ['US0378331005', 'GB0002634946', 'AU0000XVGZA3', 'US38259P5089', 'JP3633400001']],
  ['CUSIP', hasCusipCheckDigit, ['037833100', '17275R102', '38259P508', '594918104', '68389X105']],
  ['SEDOL', hasSedolCheckDigit, ['0263494', '2046251', 'B0YBKJ7', '7108899', '4065663', 'B0YBLH2', 'B000300']],
  ['FIGI', hasFigiCheckDigit, ['BBG000B9XRY4', 'BBG000BLNQ16', 'BBG000BPH459']],
];

for (const [name, check, codes] of VALID) {
  describe(`${name} check digits`, () => {
    it('are right in codes of real securities', () => {
      for (const code of codes) assert.ok(check(code), code);
    });

    it('find every wrong last digit', () => {
      for (const code of codes) {
        for (let digit = 0; digit < 10; digit++) {
          const other = `${code.slice(0, -1)}${digit}`;
          assert.equal(check(other), other === code, other);
        }
      }
    });

    it('find a wrong digit anywhere', () => {
      fc.assert(
        fc.property(fc.constantFrom(...codes), fc.nat(), fc.integer({ min: 1, max: 9 }), (code, at, by) => {
          const places = [...code].flatMap((character, index) => (/\d/.test(character) ? [index] : []));
          const place = places[at % places.length] as number;
          const digit = (Number(code[place]) + by) % 10;
          assert.equal(check(code.slice(0, place) + digit + code.slice(place + 1)), false);
        }),
      );
    });

    it('refuse other lengths, small letters, spaces and nothing', () => {
      for (const code of codes) {
        for (const other of ['', `${code}0`, code.slice(1), ` ${code}`, code.replace(/\d$/, 'X')]) {
          assert.equal(check(other), false, other);
        }
        if (/[A-Z]/.test(code)) assert.equal(check(code.toLowerCase()), false);
      }
    });
  });
}

it('vowels stand in no SEDOL and no FIGI', () => {
  assert.equal(hasSedolCheckDigit('A000000'), false);
  assert.equal(hasFigiCheckDigit('BBG000A9XRY4'), false);
});
