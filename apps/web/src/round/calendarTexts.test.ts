import assert from 'node:assert/strict';
import test from 'node:test';
import { exchangeSentence, marketSentences } from './calendarTexts.ts';

const nyse = { exchange: 'XNYS', name: 'NYSE', timeZone: 'America/New_York', share: 0.75 };
const lse = { exchange: 'XLON', name: 'LSE', timeZone: 'Europe/London', share: 0.25 };
const ordinary = { day: '2024-11-28', isWeekend: false, tradingShare: 1, closed: [], earlyCloses: [] };

test('where the stocks trade is said, and that it was assumed where nobody said it', () => {
  assert.equal(exchangeSentence([nyse], false), 'All stocks trade on NYSE.');
  assert.equal(exchangeSentence([nyse, lse], false), 'The stocks trade on NYSE (75 %) and LSE (25 %).');
  assert.match(exchangeSentence([nyse], true), /was not said/);
});

test('an ordinary day has no sentences; a holiday of a part of the market says what part traded', () => {
  assert.deepEqual(marketSentences(ordinary), []);
  const closed = [{ exchange: 'XNYS', name: 'NYSE', reason: 'Thanksgiving' }];
  assert.deepEqual(marketSentences({ ...ordinary, tradingShare: 0, closed }), ['NYSE closed: Thanksgiving.']);
  const skipped = { ...ordinary, tradingShare: 0, isSkipped: true } as const;
  assert.match(marketSentences(skipped).join(' '), /^Skipped: .* no scoring day\.$/);
  assert.deepEqual(marketSentences({ ...ordinary, tradingShare: 0.25, closed }), [
    'NYSE closed: Thanksgiving.',
    '25 % of the stocks traded; the others kept their last price.',
  ]);
});

test('exchanges that close early together stand in one sentence', () => {
  const early = (exchange: string, name: string) => ({
    exchange,
    name,
    reason: 'Christmas Eve',
    close: '13:00',
    closesAt: '2024-12-24T18:00:00Z',
  });
  assert.deepEqual(marketSentences({ ...ordinary, earlyCloses: [early('XNYS', 'NYSE'), early('XNAS', 'Nasdaq')] }), [
    'NYSE and Nasdaq closed early, at 13:00 local time: Christmas Eve.',
  ]);
});
