const MOST_ROUNDS = 1_000;

/**
 * What ROBATA_META_MODEL_DELAY_ROUNDS says: so many of the newest resolved rounds are kept out of the meta model's history download; none where
 * it says nothing. Throws RangeError for anything but a whole number from 0 to 1,000.
 */
export function metaModelDelay(text: string | undefined): number {
  if (text === undefined || text === '') return 0;
  const rounds = Number(text);
  if (Number.isInteger(rounds) && rounds >= 0 && rounds <= MOST_ROUNDS) return rounds;
  throw new RangeError(
    `ROBATA_META_MODEL_DELAY_ROUNDS is '${text}': set it to a whole number from 0 to ${MOST_ROUNDS}, or unset it.`,
  );
}
