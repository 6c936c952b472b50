import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amount, formatAmount, RELEASE_POLICIES, type RoundId, verifyJournal } from '@robata/ledger';
import { DomainError } from '../domainError.ts';
import { sharedLedger } from '../rounds/sharedLedger.ts';
import { memoryStorage } from '../storage/memoryStorage.ts';
import { releaseTerms } from './releaseTerms.ts';
import { inOrder, stakeService, type StakeServiceInput } from './stakeService.ts';
import { playedRounds } from './testing/playedRounds.ts';

const desk = async (input: StakeServiceInput = {}) => {
  const ledger = sharedLedger(memoryStorage());
  const stakes = stakeService(ledger, input);
  await stakes.deposit({ account: 'ada', amount: '100' });
  await stakes.increase({ account: 'ada', model: 7, amount: '40' });
  const close = (round: string) =>
    ledger.transact((book) =>
      book.post({
        idempotencyKey: `snapshot:${round}`,
        command: { kind: 'snapshot', round: round as RoundId, models: ['7', '8'] },
      }),
    );
  const wallet = async () => formatAmount(await stakes.available('ada'));
  return { ledger, stakes, close, wallet };
};
const code = (expected: string) => (error: unknown) => error instanceof DomainError && error.code === expected;

test('a withdrawal is asked for, held aside, and sent by the operator', async () => {
  const times = async (sequences: readonly number[]) =>
    new Map(sequences.map((sequence) => [sequence, `2026-01-0${sequence}T00:00:00Z`]));
  const { stakes, wallet, ledger } = await desk({ recordedAt: times });
  const asked = await stakes.requestWithdrawal({ account: 'ada', amount: '25', idempotencyKey: 'w' });
  const again = await stakes.requestWithdrawal({ account: 'ada', amount: '25', idempotencyKey: 'w' });
  assert.equal(again.request, asked.request, 'the same key is one request');
  assert.deepEqual(
    [asked.state, asked.requestedAt, asked.finishedAt, await wallet()],
    ['waiting', '2026-01-03T00:00:00Z', null, '35'],
  );
  assert.deepEqual(
    (await stakes.walletMovements('ada')).map(({ type, status, amount }) => [type, status, formatAmount(amount)]),
    [
      ['withdrawal', 'pending', '25'],
      ['deposit', 'confirmed', '100'],
    ],
  );
  const sent = await stakes.confirmWithdrawal({ request: asked.request, reference: 'transfer 9' });
  assert.deepEqual(
    [sent.state, sent.reference, sent.finishedAt, await wallet()],
    ['confirmed', 'transfer 9', '2026-01-04T00:00:00Z', '35'],
  );
  assert.equal((await stakes.walletMovements('ada'))[0]?.status, 'confirmed');
  await assert.rejects(stakes.confirmWithdrawal({ request: asked.request, reference: 'x' }), code('request_finished'));
  await assert.rejects(stakes.refuseWithdrawal({ request: asked.request, reason: 'x' }), code('request_finished'));
  await assert.rejects(stakes.requestWithdrawal({ account: 'ada', amount: '35.01' }), code('insufficient_funds'));
  assert.equal(verifyJournal(inOrder(await ledger.journal())).status, 'verified');
});

test('a withdrawal that is refused or cancelled is in the wallet again, and only its account cancels it', async () => {
  const { stakes, wallet } = await desk();
  const [first, second] = [
    await stakes.requestWithdrawal({ account: 'ada', amount: '10' }),
    await stakes.requestWithdrawal({ account: 'ada', amount: '20' }),
  ];
  assert.equal(await wallet(), '30');
  const refused = await stakes.refuseWithdrawal({ request: first.request, reason: 'The address is not known.' });
  assert.deepEqual([refused.state, refused.reason, await wallet()], ['refused', 'The address is not known.', '40']);
  const { request } = second;
  await assert.rejects(stakes.cancelWithdrawal({ account: 'eve', request }), code('withdrawal_not_found'));
  await assert.rejects(stakes.cancelWithdrawal({ account: 'ada', request: 'a b' }), code('withdrawal_not_found'));
  const cancelled = await stakes.cancelWithdrawal({ account: 'ada', request, idempotencyKey: 'c' });
  assert.equal((await stakes.cancelWithdrawal({ account: 'ada', request, idempotencyKey: 'c' })).state, 'cancelled');
  assert.deepEqual([cancelled.state, await wallet()], ['cancelled', '60']);
  assert.equal((await stakes.withdrawals({ state: 'waiting' })).length, 0);
  assert.deepEqual(
    (await stakes.withdrawals({ account: 'ada' })).map(({ state }) => state),
    ['cancelled', 'refused'],
  );
  await assert.rejects(stakes.confirmWithdrawal({ request: 'none', reference: 'x' }), code('unknown_request'));
  await assert.rejects(stakes.confirmWithdrawal({ request, reference: ' ' }), code('invalid_text'));
});

test('a stake moves to another model: at once what no round counts, the rest when its round is over', async () => {
  const { stakes, close, wallet } = await desk();
  await close('classic/1');
  await stakes.increase({ account: 'ada', model: 7, amount: '10' });
  const move = { account: 'ada', model: 7, to: 8, amount: 'all', idempotencyKey: 'm' };
  const change = await stakes.move(move);
  assert.deepEqual(
    [change.type, change.amount, change.status, change.after],
    ['move', amount('50'), 'pending', 'classic/1'],
  );
  assert.deepEqual(
    change.parts.map(({ after, amount }) => [after, formatAmount(amount)]).sort(),
    [
      ['classic/1', '40'],
      [null, '10'],
    ].sort(),
  );
  assert.deepEqual(await stakes.move(move), change, 'asked again it is what it was');
  assert.equal(formatAmount((await stakes.figures(8)).stake), '10');
  const { pending, value } = await stakes.figures(7);
  assert.deepEqual(
    [pending.map(({ to, waitsFor }) => [to, waitsFor]), formatAmount(value), await wallet()],
    [[['8', ['classic/1']]], '40', '50'],
  );
  await assert.rejects(stakes.move({ ...move, idempotencyKey: 'n' }), code('no_stake'));
  await assert.rejects(stakes.move({ account: 'ada', model: 8, to: 8, amount: '1' }), code('same_model'));
});

test('a pending release goes back into the stake, and keeps its place until the next close', async () => {
  const { stakes, close } = await desk();
  await close('classic/1');
  await stakes.decrease({ account: 'ada', model: 7, amount: '30' });
  await close('classic/2');
  const cancel = { account: 'ada', model: 7, after: 'classic/1', amount: '10', idempotencyKey: 'c' };
  assert.deepEqual(
    [(await stakes.cancelRelease(cancel)).amount, (await stakes.cancelRelease(cancel)).amount],
    [amount('10'), amount('10')],
  );
  const figures = await stakes.figures(7);
  assert.deepEqual(
    [
      figures.stake,
      figures.pendingTotal,
      figures.value,
      figures.keptPlaces.map(({ after, amount }) => [after, amount]),
    ],
    [amount('20'), amount('20'), amount('40'), [['classic/1', amount('10')]]],
  );
  const again = await stakes.decrease({ account: 'ada', model: 7, amount: '10' });
  assert.equal(again.after, 'classic/1', 'not the later round that closed meanwhile');
  assert.equal((await stakes.cancelRelease({ ...cancel, idempotencyKey: 'd', amount: 'all' })).amount, amount('30'));
  for (const after of ['classic/9', 'x:y', 'classic/1']) {
    await assert.rejects(stakes.cancelRelease({ ...cancel, after, idempotencyKey: after }), code('unknown_release'));
  }
});

test('where payouts go is chosen from the next close on', async () => {
  const { stakes, close } = await desk();
  await close('classic/1');
  const choose = { account: 'ada', model: 7, mode: 'take_profit', idempotencyKey: 'p' } as const;
  assert.equal((await stakes.choosePayoutMode(choose)).payoutMode, 'take_profit');
  await close('classic/2');
  const { atRisk } = await stakes.figures(7);
  assert.deepEqual(
    atRisk.map(({ round, payoutMode }) => [round, payoutMode]),
    [
      ['classic/1', 'compound'],
      ['classic/2', 'take_profit'],
    ],
  );
  await assert.rejects(stakes.choosePayoutMode({ ...choose, mode: 'compound' }), code('conflicting_key'));
  await assert.rejects(stakes.choosePayoutMode({ account: 'ada', model: 9, mode: 'compound' }), code('no_stake'));
});

test('what a key did first holds also when the policy has changed since', async () => {
  let policy = RELEASE_POLICIES['last-active-round'] as (typeof RELEASE_POLICIES)[keyof typeof RELEASE_POLICIES];
  const { stakes } = await desk({ terms: async () => ({ policy }) });
  const decrease = { account: 'ada', model: 7, amount: '5', idempotencyKey: 'once' };
  const drain = { ...decrease, drain: true, idempotencyKey: 'drain' };
  const first = [await stakes.decrease(decrease), await stakes.decrease(drain)];
  policy = RELEASE_POLICIES['robata-release-1'];
  assert.deepEqual([await stakes.decrease(decrease), await stakes.decrease(drain)], first);
  await assert.rejects(stakes.decrease({ ...drain, idempotencyKey: 'once' }), code('conflicting_key'));
});

test('what cannot be changed now is refused, and what was changed before is said again', async () => {
  let isClosing = false;
  const beforeChange = async (): Promise<void> => {
    if (isClosing) throw new DomainError('round_closing', 'Round 7 has closed.');
  };
  const { stakes } = await desk({ beforeChange });
  const decrease = { account: 'ada', model: 7, amount: '5', idempotencyKey: 'before' };
  const first = await stakes.decrease(decrease);
  isClosing = true;
  assert.deepEqual(await stakes.decrease(decrease), first);
  await assert.rejects(stakes.decrease({ ...decrease, idempotencyKey: 'after' }), code('round_closing'));
});

test('the calendar of 2022 names the round that opened last, and the one after it', async () => {
  const storage = memoryStorage();
  const { at, work } = await playedRounds(storage, 3);
  const policy = RELEASE_POLICIES['calendar-2022'];
  at(0.5);
  await work();
  assert.deepEqual(await releaseTerms(storage, policy), {
    policy,
    calendar: { current: 'classic/1', next: 'classic/2' },
  });
  assert.deepEqual(await releaseTerms(storage, RELEASE_POLICIES['last-active-round']), {
    policy: RELEASE_POLICIES['last-active-round'],
  });
});

test('nothing that is asked after a close counts in its round, although the close runs later', async () => {
  const storage = memoryStorage();
  const { ledger, engine, at, work } = await playedRounds(storage, 1);
  const stakes = stakeService(ledger, { beforeChange: () => engine.takeDueSnapshots() });
  at(0.5);
  await work();
  await stakes.increase({ account: 'account1', model: 1, amount: '3' });
  at(1);
  await stakes.increase({ account: 'account1', model: 1, amount: '7' });
  const left = await stakes.decrease({ account: 'account0', model: 2, amount: '60' });
  assert.deepEqual([left.status, left.after], ['pending', 'classic/1'], 'it can burn in the round that has closed');
  await work();
  const entries = await storage.entries({ round: 1 });
  assert.deepEqual(
    entries.map(({ atRisk }) => atRisk),
    [amount('103'), amount('100'), amount('100'), amount('100')],
  );
});

test('the statement of an account adds up to what it holds', async () => {
  const storage = memoryStorage();
  const { ledger, at, work } = await playedRounds(storage, 1);
  const stakes = stakeService(ledger);
  for (const days of [0.5, 1, 2, 3]) {
    at(days);
    await work();
  }
  await stakes.requestWithdrawal({ account: 'account1', amount: '20' });
  const csv = await stakes.accountStatement('account1');
  const [head = '', ...lines] = csv.trimEnd().split(/\r?\n/);
  const column = head.split(',').indexOf('amount');
  const sum = lines.reduce((total, line) => {
    const text = line.split(',')[column] ?? '';
    return text === '' ? total : total + amount(text);
  }, 0n);
  const values = await Promise.all([1, 3].map(async (model) => (await stakes.figures(model)).value));
  const held = (await stakes.available('account1')) + amount('20') + values.reduce((total, value) => total + value, 0n);
  assert.ok(lines.some((line) => line.includes('resolution')));
  assert.equal(formatAmount(sum as never), formatAmount(held as never));
});
