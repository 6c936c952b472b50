import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** The highest quality takes seconds of a first start for 3 % less. */
const BROTLI = { [constants.BROTLI_PARAM_QUALITY]: 9 };

/** Lays a brotli file beside each script and stylesheet: the server sends it as it is to whoever takes it. */
function precompressed(): Plugin {
  return {
    name: 'precompressed',
    apply: 'build',
    writeBundle({ dir }, bundle) {
      if (dir === undefined) return;
      for (const file of Object.keys(bundle).filter((name) => /\.(js|css)$/.test(name))) {
        const packed = brotliCompressSync(readFileSync(join(dir, file)), { params: BROTLI });
        writeFileSync(join(dir, `${file}.br`), packed);
      }
    },
  };
}

/** `npm run dev` in this folder serves the pages with hot reload and asks a Robata on port 8080 for the data. */
export default defineConfig({
  plugins: [react(), precompressed()],
  build: {
    target: ['chrome123', 'firefox121', 'safari17.5'],
    reportCompressedSize: false,
    emptyOutDir: true,
    rolldownOptions: {
      treeshake: {
        // Its table of all compressors compiles WebAssembly as it is loaded; the functions that we take do without.
        moduleSideEffects: [{ test: /node_modules\/(hyparquet-compressors|hysnappy)\//, sideEffects: false }],
      },
    },
  },
  server: { proxy: { '/api': 'http://localhost:8080' } },
});
