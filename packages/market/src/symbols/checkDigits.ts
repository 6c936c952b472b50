/** Forms and check digits of the numbering schemes. Each function takes the whole code, in capitals, and never throws. */

/** ISIN (ISO 6166): letters count 10 to 35, then Luhn over all digits. */
export function hasIsinCheckDigit(code: string): boolean {
  if (!/^[A-Z]{2}[A-Z0-9]{9}\d$/.test(code)) return false;
  const digits = [...code].map((character) => Number.parseInt(character, 36)).join('');
  return luhnSum(digits) % 10 === 0;
}

/** Luhn: from the right, every second digit doubled, digit sums added. */
function luhnSum(digits: string): number {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    sum += i % 2 === 1 ? digitSum(2 * digit) : digit;
  }
  return sum;
}

/** CUSIP (ANSI X9.6): letters count 10 to 35, `*@#` 36 to 38, every second value doubled, digit sums added. */
export function hasCusipCheckDigit(code: string): boolean {
  return /^[A-Z0-9*@#]{8}\d$/.test(code) && Number(code[8]) === doubledCheckDigit(code.slice(0, 8));
}

/** FIGI (ANSI X9.145): no vowels, `G` third, not a prefix that ISINs use; the check digit as a CUSIP's. */
export function hasFigiCheckDigit(code: string): boolean {
  if (!/^(?!BS|BM|GG|GB|GH|KY|VG)[B-DF-HJ-NP-TV-Z]{2}G[B-DF-HJ-NP-TV-Z0-9]{8}\d$/.test(code)) return false;
  return Number(code[11]) === doubledCheckDigit(code.slice(0, 11));
}

/** "Modulus 10 double add double": the values in odd places (from 0) doubled, the sums of their digits added. */
function doubledCheckDigit(body: string): number {
  let sum = 0;
  for (let i = 0; i < body.length; i++) {
    const special = '*@#'.indexOf(body[i] as string);
    const value = special >= 0 ? 36 + special : Number.parseInt(body[i] as string, 36);
    sum += digitSum(i % 2 === 1 ? 2 * value : value);
  }
  return (10 - (sum % 10)) % 10;
}

const SEDOL_WEIGHTS = [1, 3, 1, 7, 3, 9];

/** SEDOL (London Stock Exchange): no vowels, weights 1 3 1 7 3 9 1. */
export function hasSedolCheckDigit(code: string): boolean {
  if (!/^[B-DF-HJ-NP-TV-Z0-9]{6}\d$/.test(code)) return false;
  const sum = SEDOL_WEIGHTS.reduce((total, weight, i) => total + weight * Number.parseInt(code[i] as string, 36), 0);
  return Number(code[6]) === (10 - (sum % 10)) % 10;
}

const digitSum = (value: number): number => Math.floor(value / 10) + (value % 10);
