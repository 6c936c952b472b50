import type { Amount } from './amount.ts';
import { byCodePoint } from './canonicalJson.ts';

/**
 * What each model has at risk in a round: its stake at the moment of the close. `models` are those with a valid submission in time; a
 * model without a stake is left out (it is scored, not paid). Result ordered by model id, whatever the order given.
 */
export function atRiskSnapshot(
  stakes: { get(model: string): Amount | undefined },
  models: Iterable<string>,
): Map<string, Amount> {
  const snapshot = new Map<string, Amount>();
  for (const model of [...new Set(models)].sort(byCodePoint)) {
    const held = stakes.get(model);
    if (held !== undefined && held > 0n) snapshot.set(model, held);
  }
  return snapshot;
}
