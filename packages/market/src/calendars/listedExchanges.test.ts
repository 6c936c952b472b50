import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGeneratedMarket } from '../generated/generatedMarket.ts';
import { listedExchanges, mainExchange } from './listedExchanges.ts';

test('stocks are counted by market code, whatever their vendor calls the exchange', () => {
  const listed = listedExchanges(
    ['nasdaq', 'XNAS', 'NYSE', 'Nasdaq', 'AMEX', 'xlon'].map((exchange) => ({ exchange })),
  );
  assert.deepEqual(listed, {
    exchanges: [
      { exchange: 'XNAS', stocks: 3 },
      { exchange: 'XNYS', stocks: 2 },
      { exchange: 'XLON', stocks: 1 },
    ],
    unknown: 0,
  });
});

test('what has no exchange, or one without a calendar, is counted as unknown', () => {
  const listed = listedExchanges([{ exchange: null }, { exchange: '' }, { exchange: 'the corner shop' }]);
  assert.deepEqual(listed, { exchanges: [], unknown: 3 });
});

test('every stock of the generated market stands on an exchange with a calendar', () => {
  const { panel } = createGeneratedMarket({ seed: 1, securities: 50, startDate: '2020-01-02' });
  const { exchanges, unknown } = listedExchanges(panel.securities);
  assert.equal(unknown, 0);
  assert.deepEqual(exchanges.map(({ exchange }) => exchange).toSorted(), ['XNAS', 'XNYS']);
  assert.equal(
    exchanges.reduce((sum, { stocks }) => sum + stocks, 0),
    panel.securities.length,
  );
});

test("what names no exchange is counted for the market's own, where that is known", () => {
  const { exchanges, unknown } = listedExchanges(
    [{ exchange: null }, { exchange: 'xetra' }, { exchange: 'XPAR' }],
    'XETR',
  );
  assert.deepEqual(
    [exchanges, unknown],
    [
      [
        { exchange: 'XETR', stocks: 2 },
        { exchange: 'XPAR', stocks: 1 },
      ],
      0,
    ],
  );
});

test("a market follows the calendar of most of its stocks: of Nasdaq New York's, of none nobody's", () => {
  const mainOf = (...names: (string | null)[]) => mainExchange(names.map((exchange) => ({ exchange })));
  assert.equal(mainOf('Xetra', 'XETR', 'nyse', null), 'XETR');
  assert.equal(mainOf('nasdaq', 'nasdaq', 'XTKS'), 'XNYS');
  assert.equal(mainOf('XAMS'), 'XPAR');
  assert.equal(mainOf(null, 'XBOM'), undefined);
});
