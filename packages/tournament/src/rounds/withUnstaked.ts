import { fromColumns } from '@robata/kernels';
import type { ContributionKit } from '@robata/portfolio';

/** A kit with further models, who have no stake: they are scored beside the others and do not weigh. */
export function withUnstaked(
  kit: ContributionKit,
  late: readonly { readonly model: { readonly name: string }; readonly values: Float64Array }[],
): ContributionKit {
  if (late.length === 0) return kit;
  const { rows, columns, data } = kit.predictions;
  const known = Array.from({ length: columns }, (_, j) => data.subarray(j * rows, (j + 1) * rows));
  return {
    ...kit,
    models: [...kit.models, ...late.map(({ model }) => model.name)],
    predictions: fromColumns([...known, ...late.map(({ values }) => values)]),
    stakes: Float64Array.of(...kit.stakes, ...late.map(() => 0)),
  };
}
