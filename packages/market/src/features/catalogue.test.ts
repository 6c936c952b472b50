import assert from 'node:assert/strict';
import { test } from 'node:test';
import { featureCatalogue } from './catalogue.ts';
import { PRICE_RECIPES } from './priceRecipes.ts';
import { tinyPanel } from './testing/tinyPanel.ts';

const labels = { sector: 'Energy', industry: 'Oil' };
const full = tinyPanel([{ labels, close: [1], volume: [1], shares: [1] }]);
const report = { security: 0, filedDay: 0, periodEnd: '2024-01-01', periodFocus: 'Q1', fiscalYear: 2024, values: {} };
const short = { security: 0, firstSeenDay: 0, sharesShort: 1, sharesOutstanding: 2, publicFloat: 2 };

const namesOf = (set: 'small' | 'medium' | 'all', panel = full) =>
  featureCatalogue(panel, 'key')
    .features.filter(({ sets }) => sets.includes(set))
    .map(({ name }) => name);

test('prices, volumes, shares and labels give 101 raw features, 20 of them small, and 100 sector-relative ones', () => {
  assert.equal(new Set(PRICE_RECIPES.map(({ name }) => name)).size, 101);
  assert.equal(namesOf('small').length, 20);
  assert.equal(namesOf('medium').length, 101);
  assert.equal(namesOf('all').length, 201);
  assert.ok(!namesOf('all').includes('sector_momentum_126_in_sector'), 'it is the same for the whole sector');
});

test('reports add 16 fundamental and 4 short interest features with their sector-relative ones', () => {
  const panel = { ...full, fundamentals: [report], shortInterest: [short] };
  assert.equal(namesOf('medium', panel).length, 121);
  assert.equal(namesOf('all', panel).length, 241);
});

test('what the panel lacks falls away and is stated', () => {
  const bare = featureCatalogue(tinyPanel([{ close: [1] }]), 'key');
  const names = bare.features.map(({ name }) => name);
  assert.ok(names.includes('momentum_252_21') && !names.includes('amihud_63') && !names.includes('issuance_126'));
  assert.ok(!names.some((name) => name.endsWith('_in_sector')));
  assert.deepEqual(bare.missing.find(({ name }) => name === 'turnover_63')?.needs, ['volume', 'shares']);
  assert.equal(bare.recipes.length + bare.missing.length, 121);
});

test('published names depend on key and major version, not on what else the panel has, and stand in their own order', () => {
  const publishedNames = (key: string, version: number, panel = full) =>
    new Map(featureCatalogue(panel, key, version).features.map(({ name, publishedName }) => [name, publishedName]));
  const first = publishedNames('key', 1);
  assert.match(first.get('size') ?? '', /^feature_[0-9a-f]{12}$/);
  assert.equal(first.get('beta_252'), publishedNames('key', 1, tinyPanel([{ close: [1] }])).get('beta_252'));
  assert.notEqual(first.get('beta_252'), publishedNames('other', 1).get('beta_252'));
  assert.notEqual(first.get('beta_252'), publishedNames('key', 2).get('beta_252'));
  assert.deepEqual([...first.values()], [...first.values()].sort());
});
