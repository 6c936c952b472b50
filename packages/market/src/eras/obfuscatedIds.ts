import { createHmac } from 'node:crypto';

/**
 * The ids that stand for securities in one era's files: `n` and 15 hex digits of HMAC-SHA256(key, `security id|era`).
 * New in every era, so that nobody can follow a stock through time. Throws RangeError where two agree (another key mends it).
 */
export function obfuscatedIds(key: string, securityIds: readonly string[], era: string): string[] {
  const ids = securityIds.map((id) => {
    const digest = createHmac('sha256', key).update(`${id}|${era}`).digest('hex');
    return `n${digest.slice(0, 15)}`;
  });
  if (new Set(ids).size !== ids.length) throw new RangeError(`two ids of era ${era} are equal: choose another key`);
  return ids;
}
