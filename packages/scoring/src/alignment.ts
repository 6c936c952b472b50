import type { Matrix } from '@robata/kernels';
import { comparisonFor } from './compareIds.ts';
import { ScoringError } from './scoringError.ts';
import { type Series, type Table, selectRows } from './table.ts';

/** The share of either table's rows that may be lost by alignment before a score is refused. */
export const DEFAULT_MAX_FILTERED_INDEX_RATIO = 0.2;

/**
 * Keeps the ids that every table has without a NaN in any column, sorted by code point (a NaN in one model drops the row for all).
 * Throws ScoringError `too_little_overlap` where fewer than 1 − maxFilteredRatio of the rows of a table (counted before) remain,
 * or a table is empty, and `duplicate_ids` where an id stands twice. Source: numerai-tools 0.6 `filter_sort_index`.
 */
export function alignTables<T extends readonly (Table | Series)[]>(
  tables: readonly [...T],
  maxFilteredRatio = DEFAULT_MAX_FILTERED_INDEX_RATIO,
): T {
  const rowsById = tables.map(completeRows);
  const [first, ...others] = rowsById;
  const ids = [...first.keys()].filter((id) => others.every((rows) => rows.has(id)));
  ids.sort(comparisonFor(ids));
  tables.forEach((table, k) => {
    const kept = ids.length / table.ids.length;
    if (kept >= 1 - maxFilteredRatio) return;
    throw new ScoringError(
      'too_little_overlap',
      `table ${k + 1} has ${table.ids.length} rows and only ${ids.length} of their ids are complete in all tables; at least ${Math.round(100 * (1 - maxFilteredRatio))} % must be`,
    );
  });
  return tables.map((table, k) =>
    selectRows(
      table,
      ids.map((id) => rowsById[k].get(id) as number),
    ),
  ) as readonly (Table | Series)[] as T;
}

/** The row of each id that has no NaN in its row. */
function completeRows(table: Table | Series): Map<string, number> {
  const { data, columns } = dataOf(table);
  const rows = new Map<string, number>();
  const n = table.ids.length;
  const seen = new Set(table.ids);
  if (seen.size < n) {
    const twice = table.ids.find((id, i) => table.ids.indexOf(id) !== i);
    throw new ScoringError('duplicate_ids', `the id ${twice} stands in more than one row`);
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
