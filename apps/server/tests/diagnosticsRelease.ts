import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';

export interface ReleaseSize {
  readonly eras: number;
  readonly stocks: number;
  readonly features: number;
}

export interface WrittenRelease {
  /** Predictions of every row, with some skill. */
  readonly csv: string;
  /** Of the same rows, without any. */
  readonly lucky: string;
  readonly eras: readonly string[];
}

const FIRST_ERA = 575;

/** Whole numbers in [0, limit), from a seed. */
function generator(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/**
 * The validation files of a release with features of which some matter, some values missing, an example and a meta model (of the newer eras only),
 * and ids in no order. The same every time.
 */
export async function writeValidation(
  folder: string,
  { eras, stocks, features }: ReleaseSize,
): Promise<WrittenRelease> {
  await mkdir(folder, { recursive: true });
  const draw = generator(7);
  const uniform = (): number => draw(2 ** 20) / 2 ** 20;
  const names = Array.from({ length: features }, (_, k) => `feature_${String(k).padStart(3, '0')}`);
  const ids: string[] = [];
  const labels: string[] = [];
  const bins: (number | null)[][] = names.map(() => []);
  const values = { target: [] as number[], prediction: [] as number[], metaModel: [] as number[] };
  const lines: string[] = [];
  const lucky: string[] = [];
  const ofEras = Array.from({ length: eras }, (_, e) => String(FIRST_ERA + e).padStart(4, '0'));
  for (const [e, era] of ofEras.entries()) {
    for (let i = 0; i < stocks; i++) {
      const truth = uniform();
      const seen = (share: number): number => share * truth + (1 - share) * uniform();
      const id = `n${draw(2 ** 24)
        .toString(16)
        .padStart(6, '0')}${i.toString(16)}`;
      ids.push(id);
      labels.push(era);
      names.forEach((_, k) => {
        const isMissing = e < 2 && k % 9 === 0 && draw(8) === 0;
        bins[k]?.push(isMissing ? null : Math.floor(5 * (k % 4 === 0 ? seen(0.4) : uniform())));
      });
      values.target.push(Math.floor(5 * seen(0.1)) / 4);
      values.prediction.push(seen(0.7));
      values.metaModel.push(seen(0.6));
      lines.push(`${id},${seen(0.5).toFixed(6)}`);
      lucky.push(`${id},${uniform().toFixed(6)}`);
    }
  }
  const text = (name: string, data: readonly string[]): ColumnSource => ({ name, data: [...data], type: 'STRING' });
  const number = (
    name: string,
    data: readonly (number | null)[],
    type: 'INT32' | 'DOUBLE' = 'DOUBLE',
  ): ColumnSource => ({
    name,
    data: [...data],
    type,
    nullable: true,
  });
  const keep = async (name: string, columnData: ColumnSource[], rowGroupSize: number): Promise<void> =>
    writeFile(join(folder, name), new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize })));
  const from = Math.floor(eras / 2) * stocks;
  // Row groups end within eras.
  await keep(
    'validation.parquet',
    [
      text('id', ids),
      text('era', labels),
      ...names.map((name, k) => number(name, bins[k] ?? [], 'INT32')),
      number('target', values.target),
    ],
    Math.round(2.4 * stocks),
  );
  await keep(
    'validation_example_preds.parquet',
    [text('id', ids), number('prediction', values.prediction)],
    3 * stocks,
  );
  await keep(
    'meta_model.parquet',
    [text('id', ids.slice(from)), number('meta_model', values.metaModel.slice(from))],
    stocks,
  );
  const sets = { small: names.slice(0, 3), medium: names, all: names };
  await writeFile(join(folder, 'features.json'), JSON.stringify({ feature_sets: sets }));
  const header = 'id,prediction\n';
  return { csv: `${header}${lines.join('\n')}\n`, lucky: `${header}${lucky.join('\n')}\n`, eras: ofEras };
}
