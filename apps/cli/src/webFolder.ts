import { execFile } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const WEB = fileURLToPath(new URL('../../web', import.meta.url));
const DIST = join(WEB, 'dist');
const VITE = fileURLToPath(new URL('../../../node_modules/vite/bin/vite.js', import.meta.url));

/** The built web app; builds it where it is missing or older than its sources. Null, with a word on stderr, where it cannot be built. */
export async function webFolder(): Promise<string | null> {
  if (isBuilt()) return DIST;
  try {
    await promisify(execFile)(process.execPath, [VITE, 'build', '--logLevel', 'error'], { cwd: WEB, timeout: 120_000 });
    return DIST;
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown';
    console.error(`the web app could not be built (${reason}): only the API is served; npm run build:web says more.`);
    return existsSync(join(DIST, 'index.html')) ? DIST : null;
  }
}

function isBuilt(): boolean {
  const page = join(DIST, 'index.html');
  if (!existsSync(page)) return false;
  const built = statSync(page).mtimeMs;
  const sources = globSync(['src/**/*', 'index.html', 'vite.config.ts', 'package.json', 'public/**/*'], { cwd: WEB });
  return sources.every((file) => statSync(join(WEB, file)).mtimeMs <= built);
}
