import { gunzipSync } from 'node:zlib';
import { column, matrix } from '@robata/kernels';
import { type ContributionKit, gradient, parseKit } from '@robata/portfolio';
import type { Blobs } from '../../blobs/blobs.ts';
import type { StorageReader } from '../../storage/storage.ts';

/**
 * Gradient TC that these predictions would have had in a round: the function and the draws that score rounds, on the round's own kit, with
 * the predictions as one more model without a stake, which changes nobody else's score. NaN where the kit has other stocks, no returns yet,
 * or no draw was solved.
 */
export function estimateContribution(kit: ContributionKit, predictions: ReadonlyMap<string, number>): number {
  const { ids } = kit.problem;
  if (kit.returns === undefined || !ids.every((id) => predictions.has(id))) return Number.NaN;
  const models = kit.models.length;
  const withOurs = matrix(ids.length, models + 1);
  withOurs.data.set(kit.predictions.data);
  column(withOurs, models).set(ids.map((id) => predictions.get(id) as number));
  // Longer than every other name, so that it is not one of them.
  const name = 'x'.repeat(1 + Math.max(0, ...kit.models.map((model) => model.length)));
  const { contributions } = gradient({
    ...kit,
    models: [...kit.models, name],
    predictions: withOurs,
    stakes: Float64Array.of(...kit.stakes, 0),
  });
  return contributions.at(-1)?.tc ?? Number.NaN;
}

/** The published kit of the resolved round of an era; null where there is none. */
export type KitOfEra = (era: string) => Promise<ContributionKit | null>;

/** Kits as the rounds left them in the blobs. Looks at the rounds once, for one run. */
export async function kitsOfRounds(reader: StorageReader, blobs: Blobs): Promise<KitOfEra> {
  const resolved = (await reader.rounds()).filter(({ state }) => state === 'resolved');
  const roundOf = new Map(resolved.map(({ era, number }) => [era, number]));
  return async (era) => {
    const round = roundOf.get(era);
    const bytes = round === undefined ? null : await blobs.get(`rounds/${round}/kit.json.gz`);
    if (bytes === null) return null;
    const parsed = parseKit(JSON.parse(gunzipSync(bytes).toString()));
    return 'kit' in parsed ? parsed.kit : null;
  };
}
