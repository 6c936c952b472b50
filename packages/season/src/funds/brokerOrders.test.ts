import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  confirmFundOrders,
  fundOrders,
  fundPrivate,
  fundState,
  handInExecutions,
  memoryBlobs,
  memoryStorage,
  replayingStorage,
  type Storage,
  verifyFunds,
} from '@robata/tournament';
import { smallSeason } from '../testing/smallSeason.ts';
import { fiveProducts } from './fundProgramme.ts';

const funds = { ...fiveProducts, products: fiveProducts.products.slice(0, 2) };
const PRODUCT = 'market_neutral';
const OTHER = 'higher_risk';
const by = { product: PRODUCT, operator: 'olga', now: new Date('2024-01-09T08:00:00Z') };
const HEADER = 'execution_id,order_id,side,quantity,price,cost';

/** True: the server stops there, before the day is played. */
type Act = (storage: Storage) => Promise<boolean>;

/** A season that goes on live; before each live day an operator does what the day's act says. It ends after the last act's day. */
async function lived(acts: readonly Act[], place: { storage: Storage; blobs: ReturnType<typeof memoryBlobs> }) {
  const storage = await replayingStorage(place.storage);
  let day = 0;
  const nextDay = async (): Promise<boolean> => {
    if (storage.isReplaying()) return true;
    const act = acts[day];
    day += 1;
    return act !== undefined && !(await act(place.storage));
  };
  const input = { nextDay, brokered: [PRODUCT] };
  await smallSeason({ models: 4, seed: 5, rounds: 2, funds, storage, blobs: place.blobs, input });
}

const nothing: Act = async () => false;
const quantitiesOf = async (storage: Storage) => {
  const held = await fundPrivate(storage, PRODUCT);
  return new Map(held?.accounts.book.positions.map(({ security, quantity }) => [security, quantity]));
};

describe('orders that go to a broker', () => {
  it('trade nothing unless they are confirmed, and then only what was executed; a restart takes nothing away', async () => {
    const place = { storage: memoryStorage(), blobs: memoryBlobs() };
    const { storage } = place;
    let waiting = '';
    let executions = '';
    const told: string[] = [];
    const code = async (work: Promise<unknown>) =>
      work.then(
        () => assert.fail('it was not refused'),
        ({ code, remedy }: { code: string; remedy: string }) => told.push(code) && assert.match(remedy, /\.$/),
      );
    const plan = () => fundOrders(storage, PRODUCT);

    await lived(
      Array.from({ length: 8 }, () => nothing),
      place,
    );
    const before = await quantitiesOf(storage);
    const lapsed = await plan();
    assert.equal(lapsed.by, 'broker');
    assert.equal(lapsed.state, 'lapsed', 'eight days without confirmation');
    await code(confirmFundOrders(storage, { ...by, hash: lapsed.hash ?? '' }));
    assert.ok(before.size > 20);
    const incident = (await storage.incidents(1_000)).find(({ rule }) => rule === 'orders_lapsed');
    assert.match(incident?.message ?? '', /not confirmed before their trading day. Nothing was traded/);
    assert.equal((await fundOrders(storage, OTHER)).state, 'filled_by_paper');
    await code(confirmFundOrders(storage, { ...by, product: OTHER, hash: lapsed.hash ?? '' }));

    const confirm = async (): Promise<void> => {
      const shown = await plan();
      if (shown.state !== 'waiting') return;
      waiting = shown.hash ?? '';
      await code(
        confirmFundOrders(storage, { ...by, hash: waiting.replace(/^./, (first) => (first === '0' ? '1' : '0')) }),
      );
      await code(
        handInExecutions(storage, { ...by, text: `${HEADER}\nx,y,buy,1,1,0`, hash: undefined, isPreview: false }),
      );
      const done = await confirmFundOrders(storage, { ...by, hash: waiting });
      assert.deepEqual(
        await confirmFundOrders(storage, { ...by, hash: waiting, operator: 'oscar' }),
        done,
        'said again',
      );
      assert.equal(done.state, 'confirmed');
    };
    /** Half of the first order, all of the others but the last, at a cent more than the reference price. */
    const execute = async (): Promise<void> => {
      const { lines, state } = await plan();
      if (state !== 'confirmed' || executions !== '') return;
      const rows = lines.slice(0, -1).map(({ id, side, quantity, referencePrice }, i) => {
        const shares = i === 0 ? Math.floor(Number(quantity) / 2) : quantity;
        return `x${i},${id},${side},${shares},${Number(referencePrice) + 0.01},0.5`;
      });
      executions = [HEADER, ...rows].join('\r\n');
      const handed = { ...by, hash: undefined };
      const [first, second] = rows as [string, string];
      const wrong = [HEADER, first, first, second.replace(/,(buy|sell)/, ',hold,$1'), 'z,nobody,buy,1,1,0'];
      const faulty = wrong.map((row) => row.replace(/,hold,\w+/, ',hold')).join('\n');
      const looked = await handInExecutions(storage, { ...handed, text: faulty, isPreview: true });
      assert.deepEqual(
        looked.reconciliation?.faults.map(({ reason }) => reason),
        ['repeated_execution', 'wrong_side', 'unknown_order'],
      );
      await code(handInExecutions(storage, { ...handed, text: faulty, isPreview: false }));
      await code(
        handInExecutions(storage, { ...handed, text: `${HEADER}\nx,long-gone-1,buy,1,1,0`, isPreview: false }),
      );
      const done = await handInExecutions(storage, { ...handed, text: executions, isPreview: false });
      const { filled, partlyFilled, unfilled } = done.reconciliation ?? assert.fail('not reconciled');
      assert.deepEqual([filled, partlyFilled, unfilled], [lines.length - 2, 1, 1]);
      await code(handInExecutions(storage, { ...handed, text: executions, isPreview: false }));
    };
    const act: Act = async () => {
      if (waiting === '') await confirm();
      else await execute();
      return executions !== '';
    };
    await lived(
      Array.from({ length: 12 }, () => act),
      place,
    );
    const orders = () => fundOrders(storage, PRODUCT, waiting);
    assert.deepEqual(
      (await orders()).files.map(({ day }) => day),
      [null],
      'stopped before the day that books them',
    );
    // Played again from its first day: what was handed in is still there, and comes in once.
    await lived([nothing, nothing], place);
    assert.notEqual(executions, '');
    assert.deepEqual(
      (await orders()).files.map(({ day }) => day !== null),
      [true],
    );
    assert.deepEqual(told, [
      'plan_lapsed',
      'paper_broker',
      'other_plan',
      'nothing_confirmed',
      'not_reconciled',
      'other_plan',
      'already_handed_in',
    ]);

    const after = await quantitiesOf(storage);
    const known = (await fundPrivate(storage, PRODUCT))?.accounts.orders.plans.find(
      (each) => each.plan.hash === waiting,
    );
    const bySecurity = new Map<number, bigint>();
    known?.executions.forEach(({ orderId, quantity }) => {
      const order = known.plan.orders.find(({ id }) => id === orderId);
      if (order === undefined) return assert.fail(orderId);
      const signed = order.side.startsWith('buy') ? quantity : -quantity;
      bySecurity.set(order.security, (bySecurity.get(order.security) ?? 0n) + signed);
    });
    assert.ok(bySecurity.size > 20);
    for (const security of new Set([...before.keys(), ...bySecurity.keys()])) {
      const was = before.get(security) ?? 0n;
      assert.equal(after.get(security) ?? 0n, was + (bySecurity.get(security) ?? 0n), `security ${security}`);
    }
    for (const { faults, worstGap } of await verifyFunds(storage)) assert.deepEqual([faults, worstGap], [[], '0']);
    const { totalReturn, lines } = (await fundState(storage, PRODUCT))?.attribution ?? assert.fail('no state');
    assert.ok(Math.abs(lines.reduce((sum, { contribution }) => sum + contribution, 0) - totalReturn) < 1e-12);

    const closes = await storage.fundCloses(PRODUCT);
    await lived([], place);
    assert.deepEqual(await storage.fundCloses(PRODUCT), closes, 'played again it is the same to the bit');
  });
});
