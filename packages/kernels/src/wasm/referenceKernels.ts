import type { Kernels } from './kernels.ts';
import { binsReference } from './reference/bins.ts';
import { columnsReference } from './reference/columns.ts';
import { optimizerReference } from './reference/optimizer.ts';
import { orderReference } from './reference/order.ts';
import { productReference } from './reference/product.ts';
import { shortsReference } from './reference/shorts.ts';
import { triangularReference } from './reference/triangular.ts';

/** The kernels in plain TypeScript over the same memory: what each computes, without blocking or SIMD. The same bits. */
export const referenceKernels = (memory: WebAssembly.Memory): Kernels => ({
  ...binsReference(memory),
  ...columnsReference(memory),
  ...optimizerReference(memory),
  ...orderReference(memory),
  ...productReference(memory),
  ...shortsReference(memory),
  ...triangularReference(memory),
});
