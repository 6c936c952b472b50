import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amount, decimal12 } from '@robata/ledger';
import { termsForTests } from '../testing/fundForTests.ts';
import { accruedPerformanceFee, crystallise, managementFee, netCapital, redeem, type Series } from './series.ts';

const { fees } = termsForTests;
const usd = amount;
const series = (capital: string, highWater: string): Series => ({
  id: 's1',
  investor: 'ann',
  openedOn: '2024-01-01',
  units: usd('1000'),
  capital: usd(capital),
  highWater: usd(highWater),
});

test('the management fee is a share per year for the days that passed', () => {
  assert.equal(managementFee(usd('1000000'), fees, 3), usd('300'));
  assert.equal(
    managementFee(usd('1000000'), { ...fees, managementPerYear: decimal12('0.02'), dayCount: 360 }, 90),
    usd('5000'),
  );
  assert.equal(managementFee(usd('-5'), fees, 3), 0n);
});

test('the performance fee is of the gain above the mark, and nothing below it', () => {
  assert.equal(accruedPerformanceFee(series('1200', '1000'), fees.performanceShare), usd('40'));
  assert.equal(netCapital(series('1200', '1000'), fees), usd('1160'));
  assert.equal(netCapital(series('900', '1000'), fees), usd('900'));
});

test('a fee is paid once for a gain: the mark rises to what is left, and a recovery up to it is free', () => {
  const { series: after, fee } = crystallise(series('1200', '1000'), fees);
  assert.deepEqual([fee, after.capital, after.highWater], [usd('40'), usd('1160'), usd('1160')]);
  const lost = { ...after, capital: usd('1000') };
  assert.deepEqual(crystallise(lost, fees), { series: lost, fee: 0n });
  assert.equal(accruedPerformanceFee({ ...after, capital: usd('1160') }, fees.performanceShare), 0n);
  assert.equal(accruedPerformanceFee({ ...after, capital: usd('1170') }, fees.performanceShare), usd('2'));
});

test('a redemption takes its part of the fee, the units and the mark, and the rest stands as before', () => {
  const { series: after, fee } = redeem(series('1200', '1000'), fees, usd('290'));
  assert.equal(fee, usd('10'));
  assert.deepEqual([after.capital, after.highWater, after.units], [usd('900'), usd('750'), usd('750')]);
  assert.equal(netCapital(after, fees), usd('870'));
  const all = redeem(series('1200', '1000'), fees, usd('1160'));
  assert.deepEqual([all.fee, all.series.capital, all.series.units], [usd('40'), 0n, 0n]);
  for (const paid of ['0', '-1', '1160.000000000000000001']) {
    assert.throws(() => redeem(series('1200', '1000'), fees, usd(paid)), RangeError);
  }
});
