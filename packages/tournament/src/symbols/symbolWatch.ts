import type { Storage } from '../storage/storage.ts';
import type { SymbolBook, SymbolImport } from './symbolBook.ts';

const DAY_MS = 86_400_000;
/** The version whose age has been told of. */
const DOCUMENT = 'symbols/stale';

/** Whole days from the map's day to a moment; a map of tomorrow is 0 days old. */
export const symbolsAgeDays = ({ mapDate }: Pick<SymbolImport, 'mapDate'>, now: Date): number =>
  Math.max(0, Math.floor((now.getTime() - Date.parse(mapDate)) / DAY_MS));

/** Makes an incident of a table of symbols that has become older than it may be: once for each version. True where it did. */
export async function watchSymbols({
  symbols,
  storage,
  now,
}: {
  readonly symbols: Pick<SymbolBook, 'latest'>;
  readonly storage: Pick<Storage, 'document' | 'transaction'>;
  readonly now: () => Date;
}): Promise<boolean> {
  const latest = await symbols.latest();
  if (latest === null) return false;
  const age = symbolsAgeDays(latest, now());
  if (age <= latest.maximumAgeDays || (await storage.document(DOCUMENT)) === latest.version) return false;
  const { version, source, mapDate, maximumAgeDays, rows } = latest;
  await storage.transaction(async (writer) => {
    await writer.addIncidents([
      {
        rule: 'stale_symbol_map',
        severity: 'warning',
        rows,
        day: mapDate,
        security: null,
        round: null,
        message: `The symbols are of ${mapDate} (version ${version}, ${source}), ${age} days old, and ${maximumAgeDays} are allowed: new listings and renames since are unknown, and rows that name them do not match. Import a newer map.`,
      },
    ]);
    await writer.putDocument(DOCUMENT, version);
  });
  return true;
}
