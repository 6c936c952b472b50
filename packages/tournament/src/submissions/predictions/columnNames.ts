import { parquetSchema } from 'hyparquet';
import { headerNames } from './csvPredictions.ts';
import { metadataOf } from './parquetPredictions.ts';
import { isParquet } from './readHere.ts';

/** What the columns of a file are called, in their order; null where its beginning (or footer) cannot be read: `readHere` says why. */
export function columnNames(bytes: Uint8Array<ArrayBuffer>): readonly string[] | null {
  try {
    if (isParquet(bytes)) return parquetSchema(metadataOf(bytes)).children.map(({ element }) => element.name);
    return headerNames(bytes);
  } catch {
    return null;
  }
}
