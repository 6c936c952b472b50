import { DomainError } from '../../domainError.ts';
import { type PredictionFile, quoted } from '../predictions/predictionFormat.ts';
import { rowFinder } from './series.ts';

/** The predictions of a file by id. */
export interface PredictionLookup {
  /** Those of an era, in the order of its ids; NaN where the file has none. Throws DomainError on an id that stands there twice. */
  of(ids: readonly string[]): Float64Array;
  /** Throws DomainError on an id that stands there twice. */
  requireUnique(): void;
}

/** Throws DomainError that names row and column of a value that is missing or out of range. */
export function predictionLookup(file: PredictionFile): PredictionLookup {
  const { ids: names, values } = file;
  const wrong = values.findIndex((value) => !(value >= 0 && value <= 1));
  if (wrong >= 0) {
    const place = `Row ${wrong + 1}, column ${file.valueColumn}`;
    const value = values[wrong] as number;
    throw new DomainError(
      'invalid_submission_values',
      value === value ? `${place}: the value ${value} is not between 0 and 1.` : `${place}: there is no value.`,
      { remedy: 'Every row needs a number between 0 and 1.' },
    );
  }
  const next = rowFinder(names);
  let byId: ReadonlyMap<string, number> | null = null;
  return {
    of(ids) {
      const from = byId === null ? next(ids) : null;
      if (from !== null) return values.slice(from, from + ids.length);
      byId ??= rowsById(file);
      return Float64Array.from(ids, (id) => values[byId?.get(id) ?? -1] ?? Number.NaN);
    },
    requireUnique() {
      byId ??= rowsById(file);
    },
  };
}

function rowsById({ ids, idColumn }: PredictionFile): ReadonlyMap<string, number> {
  const rows = new Map<string, number>();
  ids.forEach((id, at) => {
    if (rows.has(id)) {
      const message = `Row ${at + 1}, column ${idColumn}: ${quoted(id)} stands there twice.`;
      throw new DomainError('invalid_submission_ids', message, { remedy: 'Keep one of these rows.' });
    }
    rows.set(id, at);
  });
  return rows;
}
