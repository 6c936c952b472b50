/** How a bigint stands in JSON: a text that begins with this. */
const MARK = '#';
const BIGINT = /^#-?\d+$/;
/** A text that would be read as one has another mark before it. */
const TEXT = /^##+-?\d+$/;

/** A value as JSON, bigints included. */
export const exactJson = (value: unknown): string =>
  JSON.stringify(value, (_key, each: unknown) => {
    if (typeof each === 'bigint') return `${MARK}${each}`;
    return typeof each === 'string' && (BIGINT.test(each) || TEXT.test(each)) ? `${MARK}${each}` : each;
  });

/** What `exactJson` wrote. */
export const parseExactJson = (text: string): unknown =>
  JSON.parse(text, (_key, each: unknown) => {
    if (typeof each !== 'string') return each;
    if (BIGINT.test(each)) return BigInt(each.slice(MARK.length));
    return TEXT.test(each) ? each.slice(MARK.length) : each;
  });
