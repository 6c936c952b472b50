import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test, { after, before } from 'node:test';
import type { LiveRound, SymbolRow } from '@robata/tournament';
import { symbolCells } from '@robata/tournament';
import { onEveryScreen } from './onEveryScreen.ts';
import { asVisitor, fileOf, keepPicture, openStage, press, signUp, type Stage } from './stage.ts';

const DAY = '2022-10-07';
const OTHERS = Array.from({ length: 60 }, (_, at) => `T${String(at).padStart(2, '0')}X`);
/** In the order of hidden ids, not of the alphabet. */
const TICKERS = ['XOM', 'META', 'AAPL', 'BRK.B', ...OTHERS.toReversed(), 'KO', 'MSFT'];

const row = (id: string, scheme: SymbolRow['scheme'], symbol: string, days: Partial<SymbolRow> = {}): SymbolRow => ({
  permanentId: id,
  scheme,
  symbol,
  validFrom: null,
  validTo: null,
  ...days,
});
const until = { validTo: '2022-06-08' };
const since = { validFrom: '2022-06-09' };
const listed = (ticker: string): SymbolRow[] => {
  const id = `${ticker.replace('.', '/')} US`;
  return [
    row(id, 'bloomberg', id, { name: `${ticker} Incorporated`, country: 'United States' }),
    row(id, 'numerai_ticker', id),
    row(id, 'yahoo', ticker.replace('.', '-')),
  ];
};
/** As a vendor and a hand-kept file of renames make it; large enough that it is no small request. */
const MAP: readonly SymbolRow[] = [
  ...TICKERS.filter((ticker) => ticker !== 'META').flatMap(listed),
  ...Array.from({ length: 900 }, (_, at) => `${1000 + at} JP`).flatMap((id) => [
    row(id, 'bloomberg', id, { name: `Company ${id}`, country: 'Japan' }),
    row(id, 'yahoo', `${id.slice(0, 4)}.T`),
  ]),
  row('FB US', 'bloomberg', 'FB US', { ...until, name: 'Meta Platforms' }),
  row('FB US', 'bloomberg', 'META US', { ...since, name: 'Meta Platforms' }),
  row('FB US', 'yahoo', 'FB', until),
  row('FB US', 'yahoo', 'META', since),
  row('AAPL US', 'isin', 'US0378331005'),
];

const FILE = [
  'ticker,signal',
  'US0378331005,0.91',
  'META US,0.2',
  'BRK-B,0.3',
  ...OTHERS.map((ticker, at) => `${ticker},${(at + 1) / 100}`),
  'FB,0.4',
  'aapl us,0.5',
  '1001.T,0.6',
  'XOM,1.7',
  'QQQQQ,0.8',
].join('\n');

let stage: Stage;

before(async () => {
  stage = await openStage();
  if (typeof stage.browser === 'string') return;
  const { server } = stage;
  const body = {
    source: 'map.csv',
    mapDate: '2022-10-01',
    form: 'table',
    rows: MAP.map(symbolCells),
    maximumAgeDays: 14,
  };
  const post = (given: object, token: string): Promise<Response> =>
    fetch(`${server.origin}/api/operator/symbols/import`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Token ${token}` },
      body: JSON.stringify(given),
    });
  assert.ok(JSON.stringify(body).length > 64 * 1024, 'larger than other requests may be');
  assert.equal((await post(body, 'nobody$else')).status, 401);
  const answers = [await post(body, server.operatorToken), await post(body, server.operatorToken)];
  const told = await Promise.all(answers.map(async (answer) => (await answer.json()) as { isNew: boolean }));
  assert.deepEqual(
    told.map(({ isNew }) => isNew),
    [true, false],
    'the same map again is no new version',
  );
  const signals = { day: DAY, symbolsVersion: 1, minimumRows: 50, unusedShareMax: 0.2 };
  const live: LiveRound = { ...server.round, ids: TICKERS, signals };
  await server.services.live.set('signals', [live]);
});
after(() => stage?.close());

test('a Signals file is answered row by row before it is sent, accepted with the answer, and its rows are downloaded', (context) =>
  asVisitor(stage, context, async (visitor) => {
    const { page, at } = visitor;
    const { server } = stage;
    const { number } = server.round;
    await signUp(visitor, 'ticker');
    const { accounts } = server.services;
    const { id } = await accounts.require({ username: 'ticker' });
    await accounts.createModel({ account: id, name: 'ticker_shorts', tournament: 'signals' });
    await at('/submit');
    await page.getByText(`Signals in round ${number}`).waitFor();
    await page.getByText('A file needs 50 of them, and at most 20 % of its rows may fail.').waitFor();
    const [universe] = await Promise.all([page.waitForEvent('download'), press(page, 'Universe as CSV')]);
    const tickers = (await readFile(await universe.path(), 'utf8')).trim().split('\n');
    assert.deepEqual(
      tickers,
      ['numerai_ticker', ...TICKERS.toSorted()],
      'by the alphabet, never in the order of the ids',
    );

    await page.locator('input[type=file]').setInputFiles(fileOf('shorts.csv', FILE));
    const draft = page.getByRole('list', { name: 'Files to submit' }).getByRole('listitem').first();
    await draft.getByText(`✓ Fit for round ${number}.`).waitFor();
    await draft.getByText('63 of 68 rows count').waitFor();
    const why = draft.getByRole('table', { name: 'Rows of shorts.csv that do not count' });
    for (const [symbol, words, suggestion] of [
      ['FB', 'renamed or ended', 'META'],
      ['aapl us', 'matches nothing', 'AAPL US'],
      ['1001.T', 'outside the universe', '–'],
      ['XOM', 'value out of range', '–'],
      ['QQQQQ', 'matches nothing', '–'],
    ] as const) {
      const cells = why.getByRole('row', { name: symbol });
      await cells.getByText(words).waitFor();
      await cells.getByText(suggestion, { exact: true }).first().waitFor();
    }
    await keepPicture(page, 'signals-submit-checked');
    const [rows] = await Promise.all([
      page.waitForEvent('download'),
      press(draft, 'Download the answer to shorts.csv'),
    ]);
    const before = await readFile(await rows.path(), 'utf8');
    assert.equal(before.trim().split('\n').length, 6);

    await press(page, /^Submit$/);
    await draft.getByText('accepted').waitFor();
    const history = page.getByRole('region', { name: /^Submissions/ });
    await history.getByText('63 of 68').waitFor();
    const [kept] = await Promise.all([
      page.waitForEvent('download'),
      history.getByRole('link', { name: 'Why rows of shorts.csv do not count' }).click(),
    ]);
    assert.equal(await readFile(await kept.path(), 'utf8'), before, 'the server says of each row what the page said');
    await keepPicture(page, 'signals-submit-sent');

    await page.getByRole('button', { name: 'Clear what is sent' }).click();
    await page.locator('input[type=file]').setInputFiles(fileOf('wrong.csv', FILE.replace('ticker', 'isin')));
    await page
      .getByText(/call it ticker|call it yahoo|call it universe_ticker/)
      .first()
      .waitFor();
    assert.equal(await page.getByRole('button', { name: /^Submit$/ }).getAttribute('aria-disabled'), 'true');
    await keepPicture(page, 'signals-submit-refused');
  }));

test('anybody sees what can be named and looks one symbol up with its history', (context) =>
  asVisitor(stage, context, async ({ page, at }) => {
    await at('/signals/symbols');
    await page
      .getByRole('row', { name: /^Japan \(JP\)/ })
      .getByText('900')
      .first()
      .waitFor();
    await page.getByText(/The map is [\d,]+ days old and 14 are allowed/).waitFor();
    await page.getByRole('row', { name: /map\.csv/ }).waitFor();
    await page.getByLabel('Symbol, in any scheme').fill('FB');
    await press(page, 'Look up');
    await page.getByRole('heading', { name: /Meta Platforms/ }).waitFor();
    await page.getByText('In the universe, as META').waitFor();
    await page
      .getByRole('row', { name: /META US/ })
      .getByText('2022-06-09')
      .waitFor();
    await page.getByLabel('Symbol, in any scheme').fill('METAA');
    await press(page, 'Look up');
    await page.getByRole('link', { name: 'META', exact: true }).click();
    await page.getByRole('heading', { name: /Meta Platforms/ }).waitFor();
  }));

test('the page of symbols holds on every screen', async (context) => {
  const { browser, server } = stage;
  if (typeof browser === 'string') return context.skip(browser);
  await onEveryScreen({ browser, origin: server.origin, name: 'symbols', paths: ['/signals/symbols?symbol=FB'] });
});
