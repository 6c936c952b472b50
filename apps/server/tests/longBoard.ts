import { memoryBlobs, memoryStorage, type Storage } from '@robata/tournament';
import { syntheticSeason } from './syntheticSeason.ts';

/** The synthetic season's last resolved round with `count` models in it. */
export async function longBoard(
  count: number,
): Promise<{ readonly storage: Storage; readonly blobs: ReturnType<typeof memoryBlobs> }> {
  const { storage: short } = await syntheticSeason({ rounds: 8 });
  const round = (await short.rounds()).findLast(({ state }) => state === 'resolved');
  if (round === undefined) throw new Error('no round of the synthetic season is resolved');
  const storage = memoryStorage();
  const models = Array.from({ length: count }, (_, at) => at + 1);
  /** In [0, 1), another one for each model and column. */
  const value = (model: number, column: number): number => ((model * 7919 + column * 104_729) % 99_991) / 99_991;
  await storage.transaction(async (writer) => {
    await writer.putModels(
      models.map((id) => ({
        id,
        name: `model_${String(id).padStart(5, '0')}`,
        account: `account_${id % 2_000}`,
        kind: id === count ? 'meta' : 'ridge',
        description: '',
        marked: id % 2_500 === 0,
      })),
    );
    await writer.putRound(round);
    await writer.addEntries(
      models.map((model) => ({
        round: round.number,
        model,
        atRisk: 10n ** 18n,
        submissionHash: '',
        late: false,
        metaModelCorrelation: value(model, 9),
      })),
    );
    await writer.addScores(
      models.map((model) => ({
        round: round.number,
        model,
        day: round.horizonDays,
        values: round.columns.map((_, column) => 0.1 * (value(model, column) - 0.5)),
      })),
    );
    await writer.addPayouts(
      models.map((model) => ({
        round: round.number,
        model,
        atRisk: 10n ** 18n,
        amount: BigInt(Math.round(1e17 * (value(model, 5) - 0.5))),
      })),
    );
  });
  return { storage, blobs: memoryBlobs() };
}
