import { quoted, refuse } from './refuse.ts';
import type { ColumnRequest } from './table.ts';

/** Where each requested column stands in a file: name → index into its headers. */
export type ColumnMatch = ReadonlyMap<string, number>;

/**
 * Finds the requested columns among a file's headers by alias, without regard to case, spaces and underscores; the first
 * alias that the file has wins. Refuses a missing required column and two headers of the same name.
 */
export function matchColumns(
  source: string,
  headers: readonly string[],
  requests: readonly ColumnRequest[],
): ColumnMatch {
  const positions = new Map<string, number>();
  headers.forEach((header, index) => {
    const key = headerKey(header);
    if (key === '') return;
    if (positions.has(key)) {
      refuse(source, `column ${quoted(header)} stands there twice; rename or remove one of them.`);
    }
    positions.set(key, index);
  });
  const match = new Map<string, number>();
  for (const request of requests) {
    const alias = request.aliases.find((candidate) => positions.has(headerKey(candidate)));
    if (alias !== undefined) match.set(request.name, positions.get(headerKey(alias)) as number);
    else if (request.required) {
      const others = request.aliases.slice(1);
      const hint = others.length > 0 ? ` (also known as ${others.join(', ')})` : '';
      refuse(source, `column ${quoted(request.name)} is missing${hint}; add it, or rename the column that holds it.`);
    }
  }
  return match;
}

function headerKey(header: string): string {
  return header.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
