import type { Kernels } from '../kernels.ts';

type Order = Pick<Kernels, 'stableOrder' | 'stableOrderScratchBytes' | 'spreadRanks'>;

export const orderReference = (memory: WebAssembly.Memory): Order => ({
  stableOrderScratchBytes: () => 0,
  stableOrder(pairs, values, n) {
    const x = new Float64Array(memory.buffer, values, n);
    const order = [...x.keys()].filter((row) => x[row] === x[row]);
    // Infinity − Infinity is NaN, which `||` passes on to the rows as it does 0.
    order.sort((i, j) => x[i] - x[j] || i - j);
    const words = new Int32Array(memory.buffer, pairs, 2 * order.length);
    order.forEach((row, k) => {
      words[2 * k] = row;
      words[2 * k + 1] = k > 0 && x[row] === x[order[k - 1]] ? words[2 * k - 1] : k;
    });
    return order.length;
  },
  spreadRanks(out, n, pairs, total, table) {
    const to = new Float64Array(memory.buffer, out, n).fill(Number.NaN);
    const values = new Float64Array(memory.buffer, table, Math.max(0, 2 * total - 1));
    const words = new Int32Array(memory.buffer, pairs, 2 * total);
    const end = new Map<number, number>();
    for (let k = 0; k < total; k++) end.set(words[2 * k + 1], k + 1);
    for (let k = 0; k < total; k++) {
      const first = words[2 * k + 1];
      to[words[2 * k]] = values[first + (end.get(first) as number) - 1];
    }
  },
});
