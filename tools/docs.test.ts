import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** What stands in no clone. */
const LEFT_OUT = /^(node_modules|dist.*|\..*)$/;

/** Every file and folder (with a slash behind it) of the repository, from its root. */
const places: readonly string[] = listed('');
const known = new Set(places);
const documents = places
  .filter((path) => path.endsWith('.md'))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
/** What stands between backticks, but for blocks of code. */
const words = documents.flatMap(({ path, text }) =>
  [...text.replaceAll(/^ *```[^]*?^ *```/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, word = '']) => ({ path, word })),
);

function listed(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !LEFT_OUT.test(name))
    .flatMap((entry) => {
      const path = folder + entry.name;
      return entry.isDirectory() ? [`${path}/`, ...listed(`${path}/`)] : [path];
    });
}

/** `a/{b,c}.ts` → `a/b.ts`, `a/c.ts` */
function expanded(word: string): string[] {
  const [whole, inner] = /\{([^{}]+)\}/.exec(word) ?? [];
  return whole === undefined
    ? [word]
    : (inner as string).split(',').flatMap((part) => expanded(word.replace(whole, part)));
}

/** The anchors that a page has, by GitHub's rule. */
const anchorsOf = (text: string): Set<string> =>
  new Set(
    [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );

const isThere = (path: string): boolean => path === './' || known.has(path) || known.has(`${path}/`);

test('links between documents lead to files and headings that exist', () => {
  const broken: string[] = [];
  let links = 0;
  for (const { path, text } of documents) {
    for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      links += 1;
      const [file = '', anchor] = target.split('#');
      const place = file === '' ? path : normalize(join(dirname(path), file));
      const page = documents.find((document) => document.path === place);
      if (!isThere(place) || (anchor !== undefined && !anchorsOf(page?.text ?? '').has(anchor))) {
        broken.push(`${path}: ${target}`);
      }
    }
  }
  assert.deepEqual(broken, []);
  assert.ok(links > 50);
});

test('source files and folders that documents name exist', () => {
  const broken: string[] = [];
  let names = 0;
  for (const { path, word } of words) {
    const isFromRoot = /^(packages|apps|tools|docs|bench|examples)\//.test(word);
    if (
      /[<*… ]/.test(word) ||
      LEFT_OUT.test(word.replace(/\/$/, '')) ||
      (!isFromRoot && !/^[\w.{},/-]+(\.(tsx?|sol|graphql)|\/)$/.test(word))
    )
      continue;
    for (const name of expanded(word)) {
      names += 1;
      if (isFromRoot ? !isThere(name) : !places.some((place) => place === name || place.endsWith(`/${name}`))) {
        broken.push(`${path}: ${word}`);
      }
    }
  }
  assert.deepEqual(broken, []);
  assert.ok(names > 150);
});

test('tests that documents name exist', () => {
  const files = places.filter((path) => path.endsWith('.test.ts'));
  const broken: string[] = [];
  for (const { path, word } of words) {
    const [, rest] = /^(?:ROBATA_LONG=1 )?npm test -- (.+)$/.exec(word) ?? [];
    if (rest === undefined) continue;
    const isSlow = rest.includes('--slow');
    for (const filter of rest.split(' ').filter((part) => !part.startsWith('--'))) {
      const found = files.some((file) => file.includes(filter) && /\.(slow|long)\.test\.ts$/.test(file) === isSlow);
      if (!found) broken.push(`${path}: ${word}`);
    }
  }
  assert.deepEqual(broken, []);
});

test('scripts, commands and options that documents name exist', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const sources = new Map<string, string>();
  for (const place of places) {
    const [, name] = /^apps\/cli\/src\/commands\/([a-z]+)(?:\.ts|\/.*\.ts)$/.exec(place) ?? [];
    if (name === undefined || place.endsWith('.test.ts')) continue;
    sources.set(name, (sources.get(name) ?? '') + readFileSync(join(root, place), 'utf8'));
  }
  const broken: string[] = [];
  for (const { path, text } of documents) {
    for (const [, name = ''] of text.matchAll(/npm run (?:--silent )?([a-z:]+)/g)) {
      if (scripts[name] === undefined) broken.push(`${path}: npm run ${name}`);
    }
    for (const [line, name = ''] of text.matchAll(/(?:^ *|`|npx )robata ([a-z]+)\b[^`\n#]*/gm)) {
      const source = sources.get(name);
      if (source === undefined) broken.push(`${path}: robata ${name}`);
      for (const [, option = ''] of line.matchAll(/ \[?--([a-z-]+)/g)) {
        const isKept = new RegExp(`\\b${option}\\b'?(: |,| }|;)`).test(source ?? '');
        if (!isKept) broken.push(`${path}: robata ${name} --${option}`);
      }
    }
  }
  assert.deepEqual(broken, []);
  assert.ok(sources.size > 15);
});
