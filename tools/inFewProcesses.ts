import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Enough that loading the house weighs little, and few enough that two cores end together. */
const FILES_MOST = 12;
/** What a file lays out before its tests and clears away after them stands in one process with no other file's. */
const OWN_STAGE = /^(before|after|beforeEach|afterEach)\(/m;

/**
 * Test files that share nothing are run in one process for a dozen of a room: most of them take less time than Node and the modules take to load.
 * Gives what the runner starts: the files that set a stage of their own as they are, and a file for each dozen that imports it.
 */
export function inFewProcesses(files: readonly string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'robata-tests-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const alone: string[] = [];
  const rooms = new Map<string, string[]>();
  for (const file of files) {
    if (OWN_STAGE.test(readFileSync(file, 'utf8'))) alone.push(file);
    else {
      const room = dirname(file).split('/').slice(0, 2).join('-');
      rooms.set(room, [...(rooms.get(room) ?? []), file]);
    }
  }
  const together = [...rooms].flatMap(([room, members]) =>
    Array.from({ length: Math.ceil(members.length / FILES_MOST) }, (_, part) =>
      write(
        join(folder, `${room}-${part + 1}.together.mjs`),
        members.slice(part * FILES_MOST, (part + 1) * FILES_MOST),
      ),
    ),
  );
  return [...alone, ...together];
}

function write(path: string, members: readonly string[]): string {
  const [only] = members;
  if (members.length === 1 && only !== undefined) return only;
  const imported = members.map((file) => pathToFileURL(resolve(file)).href);
  writeFileSync(path, imported.map((href) => `import '${href}';\n`).join(''));
  return path;
}
