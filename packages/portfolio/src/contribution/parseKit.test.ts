import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contributionsToJson } from './contribution.ts';
import { kitToJson } from './kitToJson.ts';
import { leaveOneOut } from './leaveOneOut.ts';
import { parseKit } from './parseKit.ts';
import { roundSignals } from './roundSignals.ts';
import { randomKit } from './testing/randomKit.ts';

const kit = randomKit(5, 4, { stocks: 12, countries: 2, industries: 2, styles: 1, bound: 1, position: 1 });
const json = (given: Parameters<typeof kitToJson>[0] = kit): Record<string, any> =>
  JSON.parse(JSON.stringify(kitToJson(given)));

test('a kit comes back from JSON to the same bits, in both forms, before and after its returns are known', () => {
  const { returns: _, ...atClose } = kit;
  const { metaModel, totalStake } = roundSignals(kit);
  for (const form of [kit, { ...kit, others: { metaModel, totalStake } }])
    assert.deepEqual(parseKit(json(form)), { kit: form });
  assert.deepEqual(parseKit(json(atClose)), { kit: atClose });
});

test('the result has the published fields, in the order of the models', () => {
  const printed = JSON.parse(JSON.stringify(contributionsToJson(leaveOneOut(kit), 0.5)));
  assert.deepEqual(Object.keys(printed), ['method', 'base', 'contributions', 'fallbacks', 'seconds']);
  assert.deepEqual(
    printed.contributions.map(({ model }: { model: string }) => model),
    kit.models,
  );
  assert.deepEqual(Object.keys(printed.contributions[0]), [
    'model',
    'tc',
    'tcNet',
    'returnWith',
    'returnWithout',
    'residual',
  ]);
});

const malformed: [string, (fields: Record<string, any>) => unknown, RegExp][] = [
  ['another format', (f) => ({ ...f, format: 'robata-portfolio-problem/1' }), /^format is /],
  ['no problem', (f) => ({ ...f, problem: undefined }), /^problem is missing/],
  ['a problem without ids', (f) => ({ ...f, problem: { ...f.problem, ids: null } }), /^ids is null/],
  [
    'too few predictions',
    (f) => ({ ...f, predictions: f.predictions.slice(1) }),
    /^predictions has 3 rows and must have 4/,
  ],
  [
    'a short prediction',
    (f) => ({ ...f, predictions: f.predictions.with(1, [0]) }),
    /^predictions, row 2, has 1 values and must have 12/,
  ],
  [
    'a missing prediction',
    (f) => ({ ...f, predictions: f.predictions.with(1, f.predictions[1].with(2, null)) }),
    /^predictions, row 2, is null in row 3/,
  ],
  ['stakes as text', (f) => ({ ...f, stakes: ['1', 2, 3, 4] }), /^stakes is "1" in row 1/],
  ['returns too long', (f) => ({ ...f, returns: [...f.returns, 0] }), /^returns has 13 values and must have 12/],
  ['a total stake without meta model', (f) => ({ ...f, totalStake: 9 }), /^totalStake stands without metaModel/],
  ['a meta model without total stake', (f) => ({ ...f, metaModel: f.returns }), /^totalStake is missing/],
];

for (const [name, change, fault] of malformed) {
  test(`refused with one sentence: ${name}`, () => {
    const parsed = parseKit(change(json()));
    assert.ok('fault' in parsed);
    assert.match(parsed.fault, fault);
  });
}
