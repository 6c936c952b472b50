import type { SymbolImport } from '@robata/tournament';
import { textTable } from '../../textTable.ts';

export interface SymbolsImported {
  readonly isNew: boolean;
  /** Null where nothing was to be changed. */
  readonly latest: SymbolImport | null;
  readonly changes: SymbolImport['changes'];
}

const EXAMPLES = 5;
/** Changes that somebody should look at, one by one. */
const TOLD = ['conflicting', 'reused', 'renamed', 'ended'] as const;

/** What an import changed, or would change: counts, then the changes that need eyes. */
export function textOfImport({ isNew, latest, changes }: SymbolsImported, faults: readonly string[]): string {
  const { counts, examples } = changes;
  const outcome =
    latest === null
      ? 'Nothing was changed; an import would change:'
      : isNew
        ? `Version ${latest.version} has ${latest.rows} rows, of ${latest.mapDate}; it counts as stale after ${latest.maximumAgeDays} days.`
        : `Version ${latest.version} says all of this already: nothing was changed.`;
  const shown = TOLD.flatMap((kind) => {
    const more = counts[kind] - Math.min(EXAMPLES, examples[kind].length);
    const lines = examples[kind].slice(0, EXAMPLES).map((sentence) => `  ${kind}: ${sentence}`);
    return more > 0 && lines.length > 0 ? [...lines, `  … and ${more} more ${kind}`] : lines;
  });
  return [
    outcome,
    textTable([Object.keys(counts), Object.values(counts).map(String)]),
    ...shown,
    ...(faults.length === 0 ? [] : [`${faults.length} rows cannot be used or contradict each other:`]),
    ...faults.slice(0, 2 * EXAMPLES).map((sentence) => `  ${sentence}`),
  ].join('\n');
}
