import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PAYOUT_POLICIES } from '@robata/ledger';
import { SIGNALS_PRESETS } from '../rounds/signals/signalsPresets.ts';
import { robata1, type TournamentConfig } from '../rounds/tournamentConfig.ts';
import { checkRules } from './checkRules.ts';
import { diffRules } from './diffRules.ts';
import { payablePresets, ruleFields } from './ruleFields.ts';
import { configOf, configText, parseConfig, payoutRules, rulesOf } from './rules.ts';

const before = rulesOf(robata1);
const check = (changes: unknown, first: TournamentConfig = robata1) => checkRules(changes, rulesOf(first), first);
const changed = (changes: Record<string, unknown>) => {
  const { rules, faults } = check(changes);
  assert.deepEqual(faults, []);
  return configOf(rules, { first: robata1, version: 2, policyVersion: 2 });
};

test('every rule has a field and every field a rule, and what a configuration says makes it again', () => {
  assert.deepEqual(
    ruleFields(robata1.columns)
      .map(({ name }) => name)
      .sort(),
    Object.keys(before).sort(),
  );
  const again = changed({});
  assert.equal(again.payoutPolicy, robata1.payoutPolicy);
  assert.deepEqual(rulesOf(again), before);
  assert.deepEqual(again.optimizer, robata1.optimizer);
  assert.deepEqual(parseConfig(configText(robata1)), robata1);
});

test('how many rows of a Signals file may fail is a rule, and is written down where it was ever said', () => {
  const signals = SIGNALS_PRESETS['robata-signals-1'];
  const first: TournamentConfig = { ...robata1, signals };
  const again = (changes: Record<string, unknown>) => {
    const { rules, faults } = check(changes, first);
    assert.deepEqual(faults, []);
    return configOf(rules, { first, version: 2, policyVersion: 2 }).signals;
  };
  assert.equal(rulesOf(first)['signals.unusedShareMax'], 0.2);
  assert.deepEqual(again({}), signals);
  assert.equal(again({ 'signals.unusedShareMax': 0.05 })?.unusedShareMax, 0.05);
  assert.equal(check({ 'signals.unusedShareMax': 1.5 }, first).faults.length, 1);
});

test('every number says its unit, but for the power of a stake and a seed, which have none', () => {
  const bare = ruleFields(robata1.columns).filter(
    ({ kind, unit }) => (kind.kind === 'number' || kind.kind === 'decimal') && unit === undefined,
  );
  assert.deepEqual(
    bare.map(({ name }) => name),
    ['weighting.exponent', 'contribution.seed'],
  );
});

test('payouts that are those of a preset are that preset, others a new version of the policy with what was paid exactly', () => {
  const presets = payablePresets(robata1.columns).map(({ id }) => id);
  assert.deepEqual(presets, ['robata-1', 'robata-1-leave-one-out', 'robata-1-leave-one-out-held']);
  const preset = PAYOUT_POLICIES['robata-1-leave-one-out'];
  assert.equal(changed(payoutRules(preset, robata1.columns)).payoutPolicy, preset);
  const { payoutPolicy } = changed({
    'payout.mmc.multiplier': '2.0',
    'payout.tc.multiplier': '0',
    'payout.threshold': '1000.50',
  });
  assert.deepEqual([payoutPolicy.id, payoutPolicy.version], ['robata-1', 2]);
  assert.deepEqual(
    payoutPolicy.scores.map(({ key, scale, multiplier, choices }) => [key, scale, multiplier, choices]),
    [
      ['corr', 10n ** 12n, 10n ** 12n, [10n ** 12n]],
      ['mmc', 10n ** 12n, 2n * 10n ** 12n, [2n * 10n ** 12n]],
    ],
  );
  assert.equal(payoutPolicy.payoutFactor.threshold, 10005n * 10n ** 17n);
  assert.deepEqual(payoutPolicy.clip, robata1.payoutPolicy.clip);
});

test('a score whose excess nobody measured is paid only as a preset pays it', () => {
  const preset = payoutRules(PAYOUT_POLICIES['robata-1-leave-one-out'], robata1.columns);
  const wider = changed({ ...preset, 'payout.threshold': '5' }).payoutPolicy;
  assert.deepEqual(wider.statedExcess, PAYOUT_POLICIES['robata-1-leave-one-out'].statedExcess);
  const { faults } = check({ ...preset, 'payout.clip': '0.5' });
  assert.deepEqual(
    faults.map(({ field }) => field),
    ['payout.tcLeaveOneOut.multiplier'],
  );
  assert.match(faults[0]?.sentence ?? '', /mirror image/);
});

test('each fault names its field and says what may stand there, in the order of the fields', () => {
  const { faults } = check({
    'optimizer.gross': 9,
    'payout.clip': '2',
    schedule: 'daily',
    'contribution.draws': 1.5,
    'weighting.kind': 'random',
    'payout.threshold': 'many',
    alphaFactor: 'yes',
    'optimizer.turnoverPerWeek': Number.NaN,
    'payout.corr.multiplier': '0.0000000000001',
    nonsense: 1,
  });
  const says = Object.fromEntries(faults.map(({ field, sentence }) => [field, sentence]));
  assert.deepEqual(Object.keys(says), [
    'nonsense',
    'schedule',
    'payout.corr.multiplier',
    'payout.threshold',
    'payout.clip',
    'weighting.kind',
    'alphaFactor',
    'optimizer.gross',
    'optimizer.turnoverPerWeek',
    'contribution.draws',
  ]);
  assert.match(says['schedule'] ?? '', /stays weekly: it cannot change while the tournament runs/);
  assert.match(says['optimizer.gross'] ?? '', /Gross is a number from 0.1 to 4 × NAV/);
  assert.match(says['optimizer.turnoverPerWeek'] ?? '', /or null/);
  assert.match(says['contribution.draws'] ?? '', /whole number from 1 to 1000/);
  assert.deepEqual(check([1]).faults.length, 1);
  assert.deepEqual(check(null).faults.length, 1);
});

test('what must hold between fields is checked too', () => {
  const faultsOf = (changes: object, first = robata1) => check(changes, first).faults.map(({ field }) => field);
  assert.deepEqual(faultsOf({ 'weighting.kind': 'capped' }), ['weighting.share']);
  assert.deepEqual(faultsOf({ 'payout.corr.multiplier': '0', 'payout.tc.multiplier': '0.0' }), [
    'payout.corr.multiplier',
  ]);
  assert.deepEqual(faultsOf({ 'optimizer.net': 1, 'optimizer.gross': 0.5 }), ['optimizer.net']);
  const positions = { 'optimizer.position': 0.0001, 'optimizer.positionTimesEqualWeight': 1, 'optimizer.gross': 2 };
  assert.deepEqual(faultsOf(positions), ['optimizer.position']);
});

test('what nothing reads has one form: it is no difference', () => {
  const { rules } = check({ 'weighting.share': 0.2, 'payout.fnc.scale': '7', 'payout.clip': '0.0500' });
  assert.deepEqual(diffRules(before, rules, robata1), []);
  const capped = check({ 'weighting.kind': 'capped', 'weighting.share': 0.2 }).rules;
  assert.deepEqual(
    diffRules(before, capped, robata1).map(({ field, before: was, after }) => [field.name, was, after]),
    [
      ['weighting.kind', 'proportional', 'capped'],
      ['weighting.share', null, 0.2],
    ],
  );
});

test('the Signals part has rules of its own, and its payouts are those of a preset or a new version of its policy', () => {
  const joint: TournamentConfig = { ...robata1, signals: SIGNALS_PRESETS['robata-signals-1'] };
  const rules = rulesOf(joint);
  const names = ruleFields(joint.columns, joint.signals).map(({ name }) => name);
  assert.deepEqual(names.toSorted(), Object.keys(rules).toSorted());
  const configured = (changes: object) => {
    const { rules: all, faults } = check(changes, joint);
    assert.deepEqual(faults, []);
    return configOf(all, { first: joint, version: 2, policyVersion: 2 });
  };
  assert.deepEqual(configured({}).signals, joint.signals);
  assert.deepEqual(parseConfig(configText(joint)), joint);
  const bare = ruleFields(joint.columns, joint.signals).filter(
    ({ name, kind, unit }) => name.startsWith('signals.') && kind.kind === 'number' && unit === undefined,
  );
  assert.deepEqual(bare, []);
  assert.equal(configured({}).signals?.payoutPolicy, joint.signals?.payoutPolicy);
  const { signals } = configured({
    'signals.payout.mpc.multiplier': '0.8',
    'signals.metaModelShare': 0.3,
    'signals.minimumRows': 100,
    'signals.fill': 'before-neutralizing',
    'signals.gate.submissions': 5,
    'signals.gate.churn': 0.15,
  });
  assert.deepEqual(
    [signals?.payoutPolicy.id, signals?.payoutPolicy.version, signals?.payoutPolicy.scores.map(({ key }) => key)],
    ['robata-signals-1', 2, ['alpha', 'mpc', 'tc']],
  );
  assert.deepEqual(
    [signals?.metaModelShare, signals?.minimumRows, signals?.fill, signals?.gate],
    [0.3, 100, 'before-neutralizing', { submissions: 5, churn: 0.15, turnover: null, needsPrevious: false }],
  );
  assert.deepEqual(configured({ 'signals.gate.churn': 0.1 }).signals?.gate, null);
  const nothingPaid = check({ 'signals.payout.alpha.multiplier': '0', 'signals.payout.tc.multiplier': '0' }, joint);
  assert.deepEqual(
    nothingPaid.faults.map(({ field }) => field),
    ['signals.payout.alpha.multiplier'],
  );
  assert.match(
    check({ 'signals.metaModelShare': 2 }, joint).faults[0]?.sentence ?? '',
    /from 0 to 1 × meta model, or null/,
  );
  assert.match(check({ 'signals.minimumRows': 5 }).faults[0]?.sentence ?? '', /There is no rule/);
});
