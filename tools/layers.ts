/**
 * The layer check: a room imports only rooms that stand below it (design: "arrows run downward only"),
 * through one of the doors that its package.json names, and declares what it imports.
 */
import { globSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';

/** The house, top floor first. Rooms on one floor do not know each other. */
const FLOORS: readonly (readonly string[])[] = [
  ['apps/cli'],
  ['apps/server', 'apps/web'],
  ['packages/client', 'packages/season'],
  ['packages/tournament'],
  ['packages/fund', 'packages/market', 'packages/contracts'],
  ['packages/ledger'],
  ['packages/portfolio', 'packages/scoring'],
  ['packages/kernels'],
];

/** Rooms that know no clock, no disk, no network: everything comes in as a parameter. */
const PURE = new Set([
  'packages/kernels',
  'packages/scoring',
  'packages/portfolio',
  'packages/ledger',
  'packages/fund',
]);
const IMPURE_BUILTIN = /^node:(fs|net|http|https|child_process|worker_threads|dns|os|process|timers)/;

interface Manifest {
  name: string;
  exports?: string | Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

const manifestOf = (room: string): Manifest => JSON.parse(readFileSync(`${room}/package.json`, 'utf8')) as Manifest;
const rooms = FLOORS.flat();
/** The specifiers under which a room may be imported. */
const doorsOf = (room: string): readonly string[] => {
  const { name, exports = '.' } = manifestOf(room);
  return typeof exports === 'string' ? [name] : Object.keys(exports).map((door) => `${name}${door.slice(1)}`);
};
const roomOfName = new Map(rooms.map((room) => [manifestOf(room).name, room]));
const floorOf = new Map(FLOORS.flatMap((floor, height) => floor.map((room) => [room, height] as const)));

const IMPORT = /(?:from|import)\s*\(?\s*'([^']+)'/g;
const faults: string[] = [];
let files = 0;

for (const room of rooms) {
  const manifest = manifestOf(room);
  const declared = { ...manifest.dependencies, ...manifest.devDependencies };
  for (const file of globSync(`${room}/**/*.{ts,tsx}`, { exclude: (path) => /node_modules|dist/.test(String(path)) })) {
    files += 1;
    const isProduction = !/\.test\.tsx?$|\/golden\/|\/testing\//.test(file);
    for (const match of readFileSync(file, 'utf8').matchAll(IMPORT)) {
      const specifier = match[1] as string;
      if (specifier.startsWith('.')) {
        const target = relative('.', resolve(dirname(file), specifier))
          .split(sep)
          .join('/');
        if (!target.startsWith(`${room}/`)) faults.push(`${file}: '${specifier}' leaves its room by a back door`);
        continue;
      }
      if (specifier.startsWith('node:')) {
        if (isProduction && PURE.has(room) && IMPURE_BUILTIN.test(specifier)) {
          faults.push(`${file}: a pure room imports ${specifier}`);
        }
        continue;
      }
      const packageName = specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');
      const target = roomOfName.get(packageName);
      if (target === undefined) {
        if (isProduction && PURE.has(room)) faults.push(`${file}: a pure room depends on ${packageName}`);
        continue;
      }
      if (!doorsOf(target).includes(specifier)) faults.push(`${file}: '${specifier}' goes past the doors of ${target}`);
      if ((floorOf.get(target) ?? 0) <= (floorOf.get(room) ?? 0)) {
        faults.push(`${file}: ${room} imports ${target}, which does not stand below it`);
      }
      if (!(packageName in declared)) faults.push(`${file}: ${packageName} is not declared in ${room}/package.json`);
    }
  }
}

if (files === 0) faults.push('no source file was found: run this from the root of the repository');
for (const fault of faults) console.error(fault);
console.log(`layers: ${files} files in ${rooms.length} rooms, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
