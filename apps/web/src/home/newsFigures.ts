import type { ModelNews, RoundStanding } from '@robata/client';

/** How much a score changed on the last day scored; on the first day from 0. Null where it is not known. */
export function changeOf({ scores, before, day }: RoundStanding, key: string): number | null {
  const now = scores[key] ?? null;
  const then = before === null ? (day === 1 ? 0 : null) : (before[key] ?? null);
  return now === null || then === null ? null : now - then;
}

/** The mean of what is known; null where nothing is. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** One model's day: means over its rounds under way, and what is at risk in them. */
export function dayOfModel({ model, underWay, lastResolved }: ModelNews) {
  return {
    model,
    rounds: underWay.length,
    corr: meanOf(underWay.map(({ scores }) => scores['corr'] ?? null)),
    corrChange: meanOf(underWay.map((standing) => changeOf(standing, 'corr'))),
    tc: meanOf(underWay.map(({ scores }) => scores['tc'] ?? null)),
    tcChange: meanOf(underWay.map((standing) => changeOf(standing, 'tc'))),
    atRisk: underWay.reduce((sum, { atRisk }) => sum + Number(atRisk), 0).toFixed(2),
    lastResolved,
  };
}

export type ModelDay = ReturnType<typeof dayOfModel>;
