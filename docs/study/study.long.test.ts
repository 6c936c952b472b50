import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createGeneratedMarket, type MarketPanel } from '@robata/market';
import type { Agreement } from './questions/agreement.ts';
import type { Crowd } from './questions/crowd.ts';
import type { Paths } from './questions/path.ts';
import type { Power } from './questions/power.ts';
import { closed, leftOut } from './roundWork.ts';
import { openSeason } from './seasonCache.ts';
import { QUESTIONS, runStudy, type StudyPlan, toldBy, withTables } from './study.ts';

const plan: StudyPlan = {
  source: 'generated',
  universe: 120,
  models: 12,
  from: null,
  to: null,
  draws: 4,
  every: 8,
};
const folder = mkdtempSync(join(tmpdir(), 'study-test-'));
after(() => rmSync(folder, { recursive: true }));

function generated(): MarketPanel {
  const market = createGeneratedMarket({ seed: 3, securities: 150, startDate: '2020-01-02' });
  market.advance(390 - market.panel.days.length);
  return market.panel;
}
const nothing = () => undefined;
const findings = await runStudy({
  folder,
  plan,
  only: null,
  loadPanel: async () => generated(),
  say: nothing,
});
const answer = <T>(number: number) => findings.questions[number] as T;

test('a round closed again from the cache has the season’s leave-one-out TC, to the bit', async () => {
  const { every: _, ...scope } = plan;
  const { season, round } = await openSeason(folder, scope, () => assert.fail('the season is known'), nothing);
  assert.ok(season.rounds >= 10, `${season.rounds} rounds`);
  for (const at of [0, season.rounds - 1]) {
    const { kit } = closed(round(at));
    assert.deepEqual(leftOut(kit, 'held'), season.scores.tcLeaveOneOutHeld[at]);
    assert.deepEqual(leftOut(kit, 'zero'), season.scores.tcLeaveOneOut[at]);
  }
});

test('every question is answered, and every table has its place on the page', () => {
  assert.deepEqual(
    Object.keys(findings.questions).map(Number),
    QUESTIONS.map(({ number }) => number),
  );
  const { tables, plots } = toldBy(findings);
  const page = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
  assert.notEqual(withTables(page, tables), page);
  for (const name of Object.keys(plots))
    assert.ok(page.includes(`plots/${name}.svg`), `the page does not show ${name}`);
  for (const text of Object.values(plots)) assert.doesNotMatch(text, /NaN|undefined|Infinity/);
});

test('what theory says of the gradient holds: copies are equal, mirror images opposite, and nothing is left in sum', () => {
  const { identities } = answer<Crowd>(5);
  const { copy, mirror, weighted, size } = identities.exact;
  for (const value of [copy, mirror, weighted]) assert.ok(value < 1e-9 * size, `${value} of ${size}`);
  assert.ok(identities.zero.copy > 1e-3 * identities.zero.size);
});

test('the planted correlation is in CORR, the more the larger it is, and the kinds agree within a round', () => {
  const { planted } = answer<Power>(7);
  const fresh = planted.filter(({ noise }) => noise === 'fresh').map(({ measures }) => measures.corr.told.mean);
  assert.ok((fresh.at(-1) as number) > (fresh[0] as number));
  const pair = answer<Agreement>(1).pairs.find(({ a, b }) => a === 'zero' && b === 'exact');
  assert.ok((pair?.within.mean ?? 0) > 0.4, JSON.stringify(pair));
});

test('a path is played by its own holdings: it ends elsewhere than one round from what is held', () => {
  const { points, distance } = answer<Paths>(6);
  assert.ok(points.every(({ gross, net }) => Number.isFinite(gross) && Number.isFinite(net) && gross !== net));
  assert.ok(distance.path > 0 && distance.held > 0 && distance.path !== distance.held);
});

test('a question that is answered again has the same answer', async () => {
  const again = await runStudy({
    folder,
    plan,
    only: [1, 3],
    loadPanel: () => assert.fail('not needed'),
    say: nothing,
  });
  assert.deepEqual(again, findings);
});
