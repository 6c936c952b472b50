import { columnsOf, csvHeader, csvRows } from './csvTwin.ts';
import { writeZip } from './zipFile.ts';

/** What clients of before the releases of 2021 get where they name no file. */
export const LEGACY_ZIP = 'numerai_datasets.zip';

export interface LegacySources {
  readonly train: string;
  readonly validation: string;
  readonly live: string;
}

/**
 * Writes the zip of old: `numerai_training_data.csv`, and `numerai_tournament_data.csv` with the validation rows and after them the live
 * ones, whose targets are empty. Streamed: memory holds a row group.
 */
export async function legacyZip({ train, validation, live }: LegacySources, path: string): Promise<void> {
  const columns = await columnsOf(validation);
  const table = async function* (names: readonly string[], files: readonly string[]): AsyncGenerator<string> {
    yield csvHeader(names);
    for (const file of files) yield* csvRows(file, names);
  };
  await writeZip(path, [
    { name: 'numerai_training_data.csv', content: table(await columnsOf(train), [train]) },
    { name: 'numerai_tournament_data.csv', content: table(columns, [validation, live]) },
  ]);
}
