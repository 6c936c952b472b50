import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, glob, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const ROOT = path('../../..');
/** Builds are kept here by what they were made from: every test file of a run takes the same one. */
const KEPT = join(ROOT, 'node_modules', '.cache', 'robata-web');
const KEPT_MOST = 3;

/** Puts the web app as it stands now into `folder`: built where no build of the same sources is kept. */
export async function buildWeb(folder: string): Promise<void> {
  const kept = join(KEPT, await hashOfSources());
  if (!(await isFolder(kept))) await build(kept);
  await cp(kept, folder, { recursive: true });
}

async function build(kept: string): Promise<void> {
  const own = `${kept}.${process.pid}`;
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  await promisify(execFile)(process.execPath, [vite, 'build', '--outDir', own, '--emptyOutDir', '--logLevel', 'warn'], {
    cwd: path('../../web'),
  });
  try {
    await rename(own, kept);
  } catch (error) {
    await rm(own, { recursive: true });
    // Another test file was faster.
    if (!(await isFolder(kept))) throw error;
  }
  await forgetOldest(kept);
}

/** Of the web app and of all rooms: the pages run their code too. */
async function hashOfSources(): Promise<string> {
  const patterns = [
    'apps/web/{src,public}/**/*',
    'apps/web/{index.html,vite.config.ts}',
    'packages/*/src/**/*.ts',
    'package-lock.json',
  ];
  const files: string[] = [];
  for await (const file of glob(patterns, { cwd: ROOT, withFileTypes: true })) {
    if (file.isFile() && !file.name.endsWith('.test.ts')) files.push(join(file.parentPath, file.name));
  }
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(`${file}\n`).update(await readFile(file));
  return hash.digest('hex').slice(0, 24);
}

const isFolder = (folder: string): Promise<boolean> =>
  stat(folder).then(
    (entry) => entry.isDirectory(),
    () => false,
  );

async function forgetOldest(newest: string): Promise<void> {
  await mkdir(KEPT, { recursive: true });
  const builds = await Promise.all(
    (await readdir(KEPT))
      .filter((name) => /^[0-9a-f]{24}$/.test(name))
      .map(async (name) => {
        const folder = join(KEPT, name);
        return { folder, made: (await stat(folder).catch(() => null))?.mtimeMs ?? 0 };
      }),
  );
  const old = builds.filter(({ folder }) => folder !== newest).sort((a, b) => b.made - a.made);
  for (const { folder } of old.slice(KEPT_MOST - 1)) await rm(folder, { recursive: true, force: true });
}
