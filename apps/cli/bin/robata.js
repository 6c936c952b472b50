#!/usr/bin/env node
// Plain JavaScript on purpose: an old Node must be able to read it and hand over to the pinned one.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const [major, minor] = process.versions.node.split('.').map(Number);
const main = join(here, '..', 'src', 'main.ts');
// Compiled once, not at every call; where nothing can be written there it does without.
const cache = process.env.NODE_COMPILE_CACHE ?? join(here, '..', '..', '..', 'node_modules', '.cache', 'node');

if (major > 22 || (major === 22 && minor >= 18)) {
  module.enableCompileCache?.(cache);
  await import(pathToFileURL(main).href);
} else {
  const pinned = join(
    here,
    '..',
    '..',
    '..',
    'node_modules',
    '.bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  if (existsSync(pinned)) {
    const env = { ...process.env, NODE_COMPILE_CACHE: cache };
    const child = spawn(pinned, [main, ...process.argv.slice(2)], { stdio: 'inherit', env });
    // Who stops this process means the child. Ctrl-C reaches both by itself, and a second one would end the child at once.
    process.on('SIGINT', () => undefined);
    for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    child.on('exit', (code) => (process.exitCode = code ?? 1));
  } else {
    process.stderr.write(
      `robata needs Node 22.18 or newer and this is ${process.versions.node}: run "npm ci" once, it brings Node 24.\n`,
    );
    process.exitCode = 1;
  }
}
