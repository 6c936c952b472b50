import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { calendarOf, eraDays, type Exchange } from '@robata/market';
import { loadPanel } from './loadMarket.ts';

const root = await mkdtemp(join(tmpdir(), 'robata-market-'));
after(() => rm(root, { recursive: true }));

const TICKERS = Array.from({ length: 22 }, (_, stock) => `T${stock}`);

async function filesOf(days: readonly string[], exchange: string | null) {
  const [prices, labels] = [join(root, 'prices.csv'), join(root, 'labels.csv')];
  const rows = days.flatMap((day, at) =>
    TICKERS.map((ticker, stock) => `${day},${ticker},${10 + stock + (((at + stock) * 7) % 5) / 10},1000`),
  );
  await writeFile(prices, `date,ticker,close,volume\n${rows.join('\n')}\n`);
  await writeFile(labels, `ticker,exchange\n${TICKERS.map((ticker) => `${ticker},${exchange}`).join('\n')}\n`);
  return { prices, labels: exchange === null ? undefined : labels, fundamentals: undefined, shortInterest: undefined };
}

const missing = ({ incidents }: Awaited<ReturnType<typeof loadPanel>>): string | undefined =>
  incidents.find(({ rule }) => rule === 'missing_day')?.message;

it('takes the exchange that most labels name, or that is given, for missing days and the ends of weeks', async () => {
  // Both markets rest in these weeks, on other days; the file ends on the Thursday before a Friday on which each of them rested.
  const ends: readonly (readonly [Exchange, string, string])[] = [
    ['XTKS', 'Tokyo', '2024-05-02'],
    ['XETR', 'Xetra', '2024-03-28'],
  ];
  for (const [exchange, name, end] of ends) {
    const days = calendarOf(exchange).tradingDays('2024-01-02', end);
    const labelled = await loadPanel(await filesOf(days, exchange.toLowerCase()));
    assert.equal(missing(labelled), undefined);
    assert.equal(eraDays(labelled.panel.days, 'weekly', [], labelled.panel.exchange).at(-1), days.length - 1);
    const given = await loadPanel(await filesOf(days, null), { exchange });
    assert.deepEqual([given.panel.exchange, missing(given)], [exchange, undefined]);
    const lost = await loadPanel(await filesOf(days.toSpliced(20, 1), exchange));
    assert.match(missing(lost) ?? '', new RegExp(`^.*${name}.* traded on 1 day that the file lacks \\(${days[20]}\\)`));
    const nobodys = await loadPanel(await filesOf(calendarOf('XNYS').tradingDays('2024-01-02', end), null));
    assert.deepEqual([nobodys.panel.exchange, missing(nobodys)], [undefined, undefined]);
  }
});
