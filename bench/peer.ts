import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Peer, PeerRun } from './benchmark.ts';
import { start } from './start.ts';

/** One thread each, so that CPU time compares like with like. */
const ONE_THREAD = {
  OPENBLAS_NUM_THREADS: '1',
  OMP_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  BLIS_NUM_THREADS: '1',
  VECLIB_MAXIMUM_THREADS: '1',
};

export type PeerRunner = { readonly run: (path: string) => Promise<PeerRun> } | { readonly reason: string };

/** How to run a peer here, or why it cannot be. */
export function peerRunner({ script, modules, checkout }: Peer): PeerRunner {
  const source = checkout && process.env[checkout.variable];
  if (checkout && !(source && existsSync(join(source, checkout.file)))) {
    return { reason: `${checkout.variable} does not name a checkout that holds ${checkout.file}` };
  }
  const python = pythonWith(modules);
  if (python === null) return { reason: `no Python with ${modules.join(', ')} was found (PYTHON may name one)` };
  return {
    async run(path) {
      const words = [join(import.meta.dirname, 'peers', script), path];
      const output = await start(python, words, { ...process.env, ...ONE_THREAD, PYTHONDONTWRITEBYTECODE: '1' });
      return JSON.parse(output) as PeerRun;
    },
  };
}

function pythonWith(modules: readonly string[]): string | null {
  const named = process.env['PYTHON'];
  const candidates = named ? [named] : ['python3', '/usr/bin/python3'];
  const test = `import ${modules.join(', ')}`;
  return candidates.find((python) => spawnSync(python, ['-c', test], { stdio: 'ignore' }).status === 0) ?? null;
}
