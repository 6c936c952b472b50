import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FundEvent, fundAccounts, type FundTerms } from '@robata/fund';
import { amount, decimal12 } from '@robata/ledger';
import { memoryStorage } from '../storage/memoryStorage.ts';
import { exactDocument, type FundPrivate, privateKey, productsKey } from './fundDocuments.ts';
import { fundRequests } from './fundRequests.ts';

const PRODUCT = 'neutral';
const DAY_MS = 86_400_000;
const terms: FundTerms = {
  fund: PRODUCT,
  currency: 'USD',
  fees: { managementPerYear: decimal12('0'), performanceShare: decimal12('0'), crystallises: 'year', dayCount: 365 },
  dealing: {
    dealing: 'month',
    minimumFirst: amount('1000'),
    minimumFurther: amount('100'),
    minimumHolding: amount('500'),
    subscriptionNoticeDays: 0,
    redemptionNoticeDays: 0,
  },
};

/** A product in which ida has 5,000, and a clock. */
async function desk() {
  const day = '2024-01-02';
  const events: FundEvent[] = [
    { kind: 'opened', day, terms },
    { kind: 'subscription_requested', day, request: 'first', investor: 'ida', amount: amount('5000') },
    { kind: 'valued', day },
    { kind: 'dealt', day },
  ];
  const held: FundPrivate = { accounts: fundAccounts(events), decided: null, instruments: [], dealings: [] };
  const storage = memoryStorage();
  await storage.transaction(async (writer) => {
    await writer.putDocument(productsKey, exactDocument([{ product: PRODUCT, title: 'Neutral', terms }]));
    await writer.putDocument(privateKey(PRODUCT), exactDocument(held));
  });
  let time = Date.parse('2024-01-05T12:00:00Z');
  const requests = fundRequests(storage, () => new Date(time));
  return { requests, passDay: () => void (time += DAY_MS) };
}

test('a request that everybody decides at once is decided once', async () => {
  const { requests } = await desk();
  const { id } = await requests.request({ product: PRODUCT, investor: 'ida', kind: 'redemption', amount: '4000' });
  const answers = await Promise.allSettled([
    requests.confirm({ id, operator: 'olga', remark: null }),
    requests.cancel({ id, investor: 'ida' }),
    requests.refuse({ id, operator: 'oscar', reason: 'no' }),
    requests.confirm({ id, operator: 'oscar', remark: 'again' }),
  ]);
  const [request] = await requests.list({ investor: 'ida' });
  const done = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  assert.ok(done.length > 0);
  for (const each of done) assert.deepEqual(each, request, 'whoever was not refused reads the one decision');
  await assert.rejects(requests.cancel({ id, investor: 'eve' }), { code: 'unknown_request' });
});

test('what is confirmed and not in the fund yet counts: the same money is not redeemed twice', async () => {
  const { requests } = await desk();
  const ask = () => requests.request({ product: PRODUCT, investor: 'ida', kind: 'redemption', amount: '4000' });
  const [first, second] = [await ask(), await ask()];
  await requests.confirm({ id: first.id, operator: 'olga', remark: null });
  await assert.rejects(requests.confirm({ id: second.id, operator: 'olga', remark: null }), { code: 'more_than_held' });
  await assert.rejects(ask(), { code: 'more_than_held' });
});

test('an investor who asks and takes back all day long is told to go on tomorrow, and others are not', async () => {
  const { requests, passDay } = await desk();
  const ask = (investor: string) =>
    requests.request({ product: PRODUCT, investor, kind: 'subscription', amount: '1000' });
  const askAndCancel = async (investor: string) => requests.cancel({ id: (await ask(investor)).id, investor });
  for (let made = 0; made < 100; made++) await askAndCancel('ida');
  await assert.rejects(ask('ida'), { code: 'too_many_requests' });
  assert.equal((await requests.list({ investor: 'ida' })).length, 100);
  assert.equal((await ask('igor')).state, 'requested');
  passDay();
  assert.equal((await ask('ida')).state, 'requested');
});
