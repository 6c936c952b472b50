/** Orders ids by code point ("B" < "a"), never by locale: negative, zero or positive like every comparison function. */
export function compareIds(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return codePointWeight(x) - codePointWeight(y);
  }
  return a.length - b.length;
}

/** UTF-16 puts surrogates (code points from U+10000) below U+E000…U+FFFF; here they weigh more. */
function codePointWeight(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** From here on the order of UTF-16 units and that of code points may differ. */
const BEYOND_SURROGATES = /[\ud800-\uffff]/;

/** A comparison for these ids: that of the engine, which is faster, wherever it gives the order of code points. */
export function comparisonFor(ids: readonly string[]): (a: string, b: string) => number {
  if (ids.some((id) => BEYOND_SURROGATES.test(id))) return compareIds;
  return (a, b) => (a < b ? -1 : a > b ? 1 : 0);
}

/** Whether the ids stand in ascending order of code points (equal neighbours allowed). */
export function areIdsSorted(ids: readonly string[]): boolean {
  const compare = comparisonFor(ids);
  for (let i = 1; i < ids.length; i += 1) if (compare(ids[i - 1], ids[i]) > 0) return false;
  return true;
}
