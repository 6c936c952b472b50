import type { Matrix } from '@robata/kernels';
import { comparisonFor } from './compareIds.ts';
import { ScoringError } from './scoringError.ts';
import { type Series, type Table, selectRows } from './table.ts';

/** The share of either table's rows that may be lost by alignment before a score is refused. */
export const DEFAULT_MAX_FILTERED_INDEX_RATIO = 0.2;

/**
 * Keeps the ids that every table has without a NaN in any column, sorted by code point (a NaN in one model drops the row for all).
 * Tables come and go by name, which errors use (`metaModel` reads "meta model"). Throws ScoringError `too_little_overlap` where fewer
 * than 1 − maxFilteredRatio of the rows of a table (counted before) remain, or a table is empty, and `duplicate_ids` where an id
 * stands twice. Source: numerai-tools 0.6 `filter_sort_index`.
 *
 * @example const { predictions, targets } = alignTables({ predictions: table, targets: series });
 */
export function alignTables<T extends Readonly<Record<string, Table | Series>>>(
  tables: T,
  maxFilteredRatio = DEFAULT_MAX_FILTERED_INDEX_RATIO,
): T {
  const names = Object.keys(tables);
  const rowsById = names.map((name) => completeRows(tables[name], name));
  const [first, ...others] = rowsById;
  const ids = [...first.keys()].filter((id) => others.every((rows) => rows.has(id)));
  ids.sort(comparisonFor(ids));
  for (const name of names) {
    const rows = tables[name].ids.length;
    if (ids.length / rows >= 1 - maxFilteredRatio) continue;
    throw new ScoringError(
      'too_little_overlap',
      `only ${ids.length} of the ${rows} rows of the ${inWords(name)} have an id that is complete in all of ${names.map(inWords).join(', ')}; at least ${Math.round(100 * (1 - maxFilteredRatio))} % must be`,
    );
  }
  const aligned = names.map((name, k) => {
    const rows = ids.map((id) => rowsById[k].get(id) as number);
    return [name, selectRows(tables[name], rows)];
  });
  return Object.fromEntries(aligned) as T;
}

/** "metaModel" as "meta model". */
const inWords = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** The row of each id that has no NaN in its row. */
function completeRows(table: Table | Series, name: string): Map<string, number> {
  const { data, columns } = dataOf(table);
  const rows = new Map<string, number>();
  const n = table.ids.length;
  const seen = new Set(table.ids);
  if (seen.size < n) {
    const twice = table.ids.find((id, i) => table.ids.indexOf(id) !== i);
    throw new ScoringError('duplicate_ids', `the id ${twice} stands in more than one row of the ${inWords(name)}`);
  }
  for (let i = 0; i < n; i += 1) {
    let isComplete = true;
    for (let j = 0; j < columns && isComplete; j += 1) isComplete = data[j * n + i] === data[j * n + i];
    if (isComplete) rows.set(table.ids[i], i);
  }
  return rows;
}

function dataOf(table: Table | Series): { data: Float64Array; columns: number } {
  return table.values instanceof Float64Array ? { data: table.values, columns: 1 } : (table.values satisfies Matrix);
}
