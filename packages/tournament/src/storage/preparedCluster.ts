import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PGlite } from '@electric-sql/pglite';

/** Beside Node's compile cache (see bin/robata.js). */
const KEPT = fileURLToPath(new URL('../../../../node_modules/.cache/pglite', import.meta.url));
const KEPT_MOST = 4;
const MANIFEST = new URL('../package.json', import.meta.resolve('@electric-sql/pglite'));
const { version: VERSION } = JSON.parse(readFileSync(MANIFEST, 'utf8')) as { readonly version: string };

const nameOf = (schema: string, bytes: Uint8Array): string =>
  `${VERSION}-${schema}-${createHash('sha256').update(bytes).digest('hex')}.tar`;
const keptIn = (folder: string, schema: string): string | undefined =>
  readdirSync(folder).find((name) => name.startsWith(`${VERSION}-${schema}-`) && name.endsWith('.tar'));

/**
 * What initdb and the migrations make is the same each time and takes them 5 s of CPU, so it is kept: an archive for `loadDataDir` of PGlite, which
 * takes that road itself from its own initdb into a folder. `schema`: `initdb`, or what the migrations made of that (see schemaName.ts). Null where
 * none is kept of this version of PGlite, or what is kept is not what was written.
 */
export function preparedCluster(schema: string, folder = KEPT): Blob | null {
  try {
    const name = keptIn(folder, schema);
    if (name === undefined) return null;
    const bytes = readFileSync(join(folder, name));
    if (name === nameOf(schema, bytes)) return new Blob([bytes]);
    rmSync(join(folder, name), { force: true });
    return null;
  } catch {
    return null;
  }
}

/** Keeps a database that the migrations have just made and nobody has written to, for those that are begun after it. Where nothing can be kept it does without. */
export async function keepCluster(database: PGlite, schema: string, folder = KEPT): Promise<void> {
  const part = join(folder, `${process.pid}-${schema}.part`);
  try {
    mkdirSync(folder, { recursive: true });
    if (keptIn(folder, schema) !== undefined) return;
    await database.exec('checkpoint');
    const bytes = new Uint8Array(await (await database.dumpDataDir('none')).arrayBuffer());
    writeFileSync(part, bytes);
    renameSync(part, join(folder, nameOf(schema, bytes)));
    sweepParts(folder);
    const kept = readdirSync(folder)
      .filter((name) => name.endsWith('.tar'))
      .map((name) => ({ path: join(folder, name), madeMs: statSync(join(folder, name)).mtimeMs }))
      .sort((a, b) => b.madeMs - a.madeMs);
    for (const { path } of kept.slice(KEPT_MOST)) rmSync(path, { force: true });
  } catch {
    rmSync(part, { force: true });
  }
}

const PART_MS = 3_600_000;

/** What a process left that was killed while it kept something. */
function sweepParts(folder: string): void {
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.part'))) {
    const path = join(folder, name);
    if (Date.now() - statSync(path).mtimeMs > PART_MS) rmSync(path, { force: true });
  }
}
