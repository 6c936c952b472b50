import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asyncBufferFromFile } from 'hyparquet';
import { NODE_DECOMPRESSORS } from '../predictions/nodeDecompressors.ts';
import { type ValidationData, validationData } from './validationEras.ts';

/** The validation data of the release in `folder`; null where there is no release. */
export async function validationFolder(folder: string): Promise<ValidationData | null> {
  const features = await readFile(join(folder, 'features.json'), 'utf8').catch(absent);
  const [validation, example, metaModel] = await Promise.all(
    ['validation', 'validation_example_preds', 'meta_model'].map((name) =>
      asyncBufferFromFile(join(folder, `${name}.parquet`)).catch(absent),
    ),
  );
  if (features === null || !validation) return null;
  return validationData({
    features,
    validation,
    example: example ?? null,
    metaModel: metaModel ?? null,
    decompressors: NODE_DECOMPRESSORS,
  });
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
