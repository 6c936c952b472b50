import { rescoresOf, type RoundRecord, type StorageReader } from '@robata/tournament';

/**
 * A name for the scores of a round as they stand: another one with each day that is posted, and each time that days are scored again because
 * the market was restated. Scores of a round that is resolved never change.
 */
export async function scoresKey(
  reader: Pick<StorageReader, 'document'>,
  { number, state, scoredDays }: Pick<RoundRecord, 'number' | 'state' | 'scoredDays'>,
): Promise<string> {
  const again = state === 'scoring' ? (await rescoresOf(reader, number)).length : state;
  return `${number}/${scoredDays}/${again}`;
}
