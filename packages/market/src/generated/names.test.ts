import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NameSource } from './names.ts';
import { Random } from './random.ts';

test('names and tickers are used once, for many more companies than a market sees in a century', () => {
  const source = new NameSource();
  const random = new Random(1);
  const companies = Array.from({ length: 20_000 }, () => source.next(random, ['Foods', 'Mills']));
  assert.equal(new Set(companies.map((company) => company.name)).size, companies.length);
  assert.equal(new Set(companies.map((company) => company.ticker)).size, companies.length);
  for (const { name, ticker } of companies) {
    assert.match(ticker, /^[A-Z]{4,5}$/);
    assert.match(name, /^[A-Z][a-z]+ (Foods|Mills)$/);
  }
});
