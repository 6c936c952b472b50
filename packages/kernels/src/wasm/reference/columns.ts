import { normalQuantile } from '../../normalQuantile.ts';
import { signedPower } from '../../signedPower.ts';
import { unitDeviations } from '../../unitDeviations.ts';
import type { Kernels } from '../kernels.ts';

type Columns = Pick<Kernels, 'normalQuantiles' | 'power15' | 'unitDeviations'>;

export const columnsReference = ({ buffer }: WebAssembly.Memory): Columns => ({
  normalQuantiles(x, n) {
    const values = new Float64Array(buffer, x, n);
    values.set(values.map(normalQuantile));
  },
  power15(x, n) {
    const values = new Float64Array(buffer, x, n);
    values.set(values.map((v) => signedPower(v)));
  },
  unitDeviations(x, rows, columns) {
    for (let j = 0; j < columns; j++) {
      const values = new Float64Array(buffer, x + 8 * rows * j, rows);
      unitDeviations(values, values);
    }
  },
});
