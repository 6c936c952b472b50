/** Are two texts one insertion, deletion, substitution or swap of neighbours apart (Damerau–Levenshtein distance 1)? Equal: no. */
export function isOneEditApart(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1 || short === long) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  if (short.length < long.length) return short.slice(at) === long.slice(at + 1);
  if (short.slice(at + 1) === long.slice(at + 1)) return true;
  return short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2);
}

/** A text and every text that one deletion makes of it: two texts one edit apart share one of these. */
export function deletions(text: string): Set<string> {
  const result = new Set([text]);
  for (let i = 0; i < text.length; i++) result.add(text.slice(0, i) + text.slice(i + 1));
  return result;
}
