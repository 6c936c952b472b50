import type { Json } from './goldenFile.ts';

export interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
}

/** The first place where an answer leaves what was expected, as a sentence, or undefined where it agrees. */
export function firstDifference(
  answer: Json | undefined,
  expected: Json,
  tolerance: Tolerance,
  place = '',
): string | undefined {
  const differs = () => `${place || 'value'}: ${show(answer)} and not ${show(expected)}`;
  const number = asNumber(expected);
  if (number !== undefined) {
    const own = answer === undefined ? undefined : asNumber(answer);
    return own !== undefined && agree(own, number, tolerance) ? undefined : differs();
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(answer) || answer.length !== expected.length) return differs();
    for (let i = 0; i < expected.length; i += 1) {
      const difference = firstDifference(answer[i], expected[i], tolerance, `${place}[${i}]`);
      if (difference) return difference;
    }
    return undefined;
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return differs();
    const [own, wanted] = [answer as Record<string, Json>, expected as Record<string, Json>];
    const surplus = Object.keys(own).find((key) => !Object.hasOwn(wanted, key));
    if (surplus !== undefined) return `${place}.${surplus}: not expected`;
    for (const key of Object.keys(wanted)) {
      const difference = firstDifference(own[key], wanted[key], tolerance, `${place}.${key}`);
      if (difference) return difference;
    }
    return undefined;
  }
  return answer === expected ? undefined : differs();
}

/** null is NaN (or "none": both sides then say null), infinities are text. */
function asNumber(value: Json): number | undefined {
  if (value === null) return Number.NaN;
  if (typeof value === 'number') return value;
  if (value === 'Infinity') return Number.POSITIVE_INFINITY;
  return value === '-Infinity' ? Number.NEGATIVE_INFINITY : undefined;
}

function agree(own: number, expected: number, { absolute, relative }: Tolerance): boolean {
  if (Number.isNaN(expected)) return Number.isNaN(own);
  return own === expected || Math.abs(own - expected) <= absolute + relative * Math.abs(expected);
}

function show(value: Json | undefined): string {
  if (typeof value === 'number') return String(value);
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
