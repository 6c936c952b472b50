/** How a bigint stands in JSON: a text that begins with this. */
const MARK = '#';
const BIGINT = /^#-?\d+$/;

/** A value as JSON, bigints included. Throws TypeError for a text in it that would be read back as a bigint. */
export const exactJson = (value: unknown): string =>
  JSON.stringify(value, (_key, each: unknown) => {
    if (typeof each === 'bigint') return `${MARK}${each}`;
    if (typeof each === 'string' && BIGINT.test(each)) throw new TypeError(`the text '${each}' looks like a bigint`);
    return each;
  });

/** What `exactJson` wrote. */
export const parseExactJson = (text: string): unknown =>
  JSON.parse(text, (_key, each: unknown) =>
    typeof each === 'string' && BIGINT.test(each) ? BigInt(each.slice(MARK.length)) : each,
  );
