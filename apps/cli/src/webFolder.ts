import { execFile } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const WEB = fileURLToPath(new URL('../../web', import.meta.url));
const DIST = join(WEB, 'dist');
const VITE = fileURLToPath(new URL('../../../node_modules/vite/bin/vite.js', import.meta.url));

/** The built web app; builds it where it is missing or older than its sources. Null, with a word on stderr, where it cannot be built. */
export async function webFolder(): Promise<string | null> {
  if (isBuilt()) return DIST;
  // Beside it and then in its place: others may serve from the old one, or build at the same time.
  const [fresh, old] = [`${DIST}.${process.pid}`, `${DIST}.${process.pid}.old`];
  try {
    const words = ['build', '--outDir', fresh, '--logLevel', 'error'];
    await promisify(execFile)(process.execPath, [VITE, ...words], { cwd: WEB, timeout: 120_000 });
    if (!isBuilt()) {
      if (existsSync(DIST)) await rename(DIST, old);
      await rename(fresh, DIST);
    }
    return DIST;
  } catch (error) {
    // Another process put its own there meanwhile.
    if (isBuilt()) return DIST;
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown';
    console.error(`the web app could not be built (${reason}): only the API is served; npm run build:web says more.`);
    return existsSync(join(DIST, 'index.html')) ? DIST : null;
  } finally {
    for (const folder of [fresh, old]) await rm(folder, { recursive: true, force: true });
  }
}

function isBuilt(): boolean {
  const page = join(DIST, 'index.html');
  if (!existsSync(page)) return false;
  const built = statSync(page).mtimeMs;
  const sources = globSync(['src/**/*', 'index.html', 'vite.config.ts', 'package.json', 'public/**/*'], { cwd: WEB });
  return sources.every((file) => statSync(join(WEB, file)).mtimeMs <= built);
}
