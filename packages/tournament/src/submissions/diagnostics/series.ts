import { type AsyncBuffer, type Compressors, parquetMetadataAsync, parquetScan } from 'hyparquet';

/** A value for each of an era's ids, in their order; null where one is missing. */
export type Series = (ids: readonly string[]) => Float64Array | null;

/** The values of a release's file of predictions by id; without a file none. */
export async function seriesOf(file: AsyncBuffer | null, column: string, compressors: Compressors): Promise<Series> {
  if (file === null) return () => null;
  const metadata = await parquetMetadataAsync(file);
  const values = new Float64Array(Number(metadata.num_rows));
  const names: string[] = [];
  const scan = await parquetScan({ file, metadata, compressors, columns: ['id', column], useOffsetIndex: false });
  for (const range of scan.ranges) {
    const ids = await scan.readColumn({ column: 'id', ...range });
    const cells = await scan.readColumn({ column, ...range });
    for (let i = 0; i < ids.length; i++) {
      values[names.length] = (cells[i] as number | null) ?? Number.NaN;
      names.push(String(ids[i]));
    }
  }
  const next = rowFinder(names);
  let byId: Map<string, number> | null = null;
  return (ids) => {
    const from = next(ids);
    if (from !== null) return complete(values.slice(from, from + ids.length));
    byId ??= new Map(names.map((name, at) => [name, at]));
    return complete(Float64Array.from(ids, (id) => values[byId?.get(id) ?? -1] ?? Number.NaN));
  };
}

const complete = (values: Float64Array): Float64Array | null => (values.some(Number.isNaN) ? null : values);

/**
 * Finds an era's rows in a file that keeps the order of the release, as most do: where the last era ended, or else where its first id stands. Null
 * where they do not stand there one after the other. Half a million ids need no map then.
 */
export function rowFinder(names: readonly string[]): (ids: readonly string[]) => number | null {
  let next = 0;
  return (ids) => {
    const from = names[next] === ids[0] ? next : names.indexOf(ids[0] ?? '');
    if (from < 0 || !ids.every((id, i) => names[from + i] === id)) return null;
    next = from + ids.length;
    return from;
  };
}
