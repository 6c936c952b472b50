/** Compiles packages/kernels/assembly to its WebAssembly module: `npm run build:kernels`. The module is committed. */
import { writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import asc from 'assemblyscript/asc';

const FOLDER = 'packages/kernels/src/wasm';
export const WASM_FILE = `${FOLDER}/kernels.wasm`;
export const BINARY_FILE = `${FOLDER}/binary.ts`;

/** The module's bytes. Throws with the compiler's messages where the source does not compile. */
export async function compileKernels(): Promise<Uint8Array> {
  const outFile = 'kernels.wasm';
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [
      'packages/kernels/assembly/index.ts',
      `--outFile=${outFile}`,
      '--runtime=stub',
      '--importMemory',
      '--noAssert',
      '--converge',
      '-O3',
      '--enable=simd',
    ],
    {
      writeFile: (name, contents) => {
        if (name === outFile && typeof contents !== 'string') binary = contents;
      },
    },
  );
  if (error) throw new Error(stderr.toString(), { cause: error });
  if (binary === undefined) throw new Error('the compiler wrote no module');
  return binary;
}

/** The module as a TypeScript file, so that the same import serves Node, workers and the browser without a disk. */
export const binaryModule = (binary: Uint8Array): string =>
  `/** kernels.wasm in base64, written by \`npm run build:kernels\`. */\nexport const BINARY =\n  '${Buffer.from(binary).toString('base64')}';\n`;

if (argv[1] === import.meta.filename) {
  const binary = await compileKernels();
  writeFileSync(WASM_FILE, binary);
  writeFileSync(BINARY_FILE, binaryModule(binary));
  console.log(`${WASM_FILE}: ${binary.length} bytes`);
}
