import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseFindings, toldBy, withTables } from './study.ts';

const read = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8');

test('the page and its plots are what results.jsonl says', () => {
  const { tables, plots } = toldBy(parseFindings(read('results.jsonl')));
  assert.ok(Object.keys(tables).length > 10);
  assert.equal(withTables(read('README.md'), tables), read('README.md'));
  for (const [name, text] of Object.entries(plots)) {
    assert.equal(read(`plots/${name}.svg`), text, name);
    assert.ok(text.length < 60_000, `${name} has ${text.length} bytes`);
  }
});

test('a table goes between its marks and nowhere else', () => {
  const page = 'a\n<!-- table t -->\nold\n<!-- end -->\nb $1\n<!-- table u -->\nold\n<!-- end -->\n';
  const written = withTables(page, { t: '| $& |' });
  assert.equal(
    written,
    page.replace('old', () => '\n| $& |\n'),
  );
  assert.throws(() => withTables(page, { v: '' }), /no place for the table v/);
});
