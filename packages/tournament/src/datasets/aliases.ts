/** What clients of 2022 and 2023 ask for, and the file of ours that means the same. Features are stored as small integers anyway. */
const OLD_NAMES: readonly (readonly [string, string])[] = [
  ['numerai_training_data', 'train'],
  ['numerai_validation_data', 'validation'],
  ['numerai_tournament_data', 'live'],
  ['numerai_live_data', 'live'],
  ['example_predictions', 'live_example_preds'],
  ['example_validation_predictions', 'validation_example_preds'],
];
const OLD_VERSION = 'v4';

/** Alias → file, for the newest version's files that are there; none for Signals. */
export function aliasesOf(files: readonly string[]): [string, string][] {
  const newest = files.findLast((file) => !file.startsWith('signals/'))?.split('/')[0];
  if (newest === undefined) return [];
  const has = new Set(files);
  const candidates = OLD_NAMES.flatMap(([alias, file]) =>
    ['parquet', 'csv'].flatMap((ending): [string, string][] => [
      [`${alias}.${ending}`, `${newest}/${file}.${ending}`],
      ...(file.includes('preds')
        ? []
        : [[`${alias}_int8.${ending}`, `${newest}/${file}.${ending}`] as [string, string]]),
    ]),
  );
  candidates.push(['features.json', `${newest}/features.json`]);
  const old = files
    .filter((file) => file.startsWith(`${newest}/`))
    .map((file): [string, string] => [file.replace(newest, OLD_VERSION), file]);
  return [...candidates.filter(([, file]) => has.has(file)), ...(newest === OLD_VERSION ? [] : old)];
}
