import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import test, { after, before, type TestContext } from 'node:test';
import { kitIn } from '@robata/tournament';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { buildWeb } from './buildWeb.ts';
import { onEveryScreen } from './onEveryScreen.ts';
import { openBrowser } from './openBrowser.ts';
import { type ParticipantServer, participantServer } from './participantServer.ts';
import { type PlayedSeason, playedSeason } from './playedSeason.ts';
import { keepPicture, makeModel, signUp } from './stage.ts';
import { PATIENCE_MS, visit, watchPage } from './watchPage.ts';

let folder: string;
let browser: Browser | string;
/** Rounds under way and an open one, with plausible numbers; and a small season whose numbers are all computed. */
let server: ParticipantServer;
let played: PlayedSeason;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'robata-rounds-'));
  browser = await openBrowser();
  if (typeof browser === 'string') return;
  const web = join(folder, 'web');
  await buildWeb(web);
  [server, played] = await Promise.all([participantServer(web), playedSeason(join(folder, 'season'), web)]);
});

after(async () => {
  if (typeof browser !== 'string') {
    await browser.close();
    await Promise.all([server.close(), played.close()]);
    assert.deepEqual([...server.failures, ...played.failures], [], 'nothing failed on our side');
  }
  await rm(folder, { recursive: true });
});

/** Runs `use` as a new visitor who must cause no fault; skips the test where there is no browser. */
async function asVisitor(
  context: TestContext,
  { at, ...options }: BrowserContextOptions & { readonly at: () => string },
  use: (page: Page, go: (path: string) => Promise<void>, faults: string[]) => Promise<void>,
): Promise<void> {
  if (typeof browser === 'string') return context.skip(browser);
  const session = await browser.newContext(options);
  session.setDefaultTimeout(PATIENCE_MS);
  try {
    const page = await session.newPage();
    const { faults } = watchPage(page, at());
    await use(page, (path) => visit(page, `${at()}${path}`), faults);
    assert.deepEqual(faults, []);
  } finally {
    await session.close();
  }
}

const onPlayed = { at: () => played.origin };
const onServer = { at: () => server.origin };
const section = (page: Page, name: string | RegExp) =>
  page.getByRole('region', { name, exact: typeof name === 'string' });

test('the commitment of a resolved round is opened in the browser, and matches what was published at the close', (context) =>
  asVisitor(context, onPlayed, async (page, go) => {
    const round = played.rounds[1];
    await go(`/rounds/${round?.number}`);
    await page.getByRole('button', { name: 'Check it in this browser' }).click();
    const verdict = page.locator('.check .verdict');
    await verdict.waitFor();
    assert.match((await verdict.textContent()) ?? '', /It matches/);
    assert.equal(await verdict.locator('code').textContent(), round?.commitment);
  }));

test('a commitment that does not fit what is opened is told to be wrong', (context) =>
  asVisitor(context, onPlayed, async (page, go) => {
    await page.route(/\/committed$/, async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: `${(await answer.text()).slice(0, -2)} }` });
    });
    await go(`/rounds/${played.rounds[1]?.number}`);
    await page.getByRole('button', { name: 'Check it in this browser' }).click();
    await page.getByText('It does not match.').waitFor();
  }));

test("a model's True Contribution is explained with the round's numbers and equals the stored score to the last bit", (context) =>
  asVisitor(context, onPlayed, async (page, go) => {
    const [round] = played.rounds;
    assert.ok(round !== undefined);
    const model = (await played.storage.models()).find(({ name }) => name === 'ridge');
    const [score] = await played.storage.scores({ round: round.number, model: model?.id ?? 0, latestOnly: true });
    const stored = (key: string): string =>
      String(score?.values[round.columns.findIndex((column) => column.key === key)]);
    await go(`/rounds/${round.number}`);
    const part = section(page, 'True Contribution, explained');
    await part.getByLabel('Model', { exact: true }).selectOption('ridge');
    await part.getByText('the same number, to the last bit').waitFor();
    assert.equal(await part.locator('.verdict code').textContent(), stored('tcLeaveOneOut'));
    assert.equal(await part.locator('.told > li').count(), 5);
    assert.ok((await part.locator('tbody tr').count()) > 0);
    await part.getByRole('button', { name: 'From what was held' }).click();
    await page.waitForFunction(() => location.search.includes('start=held'));
    await page.getByText(stored('tcLeaveOneOutHeld')).waitFor();
    await page.reload();
    await page.getByText(stored('tcLeaveOneOutHeld')).waitFor();
    await keepPicture(page, 'rounds-explained');
  }));

test('why a round was put off is said once, by the latest; the earlier times are folded away', (context) =>
  asVisitor(context, onPlayed, async (page, go) => {
    const round = played.rounds[1]?.number ?? 0;
    const facts = { rule: 'step_postponed', severity: 'warning', rows: 1, day: null, security: null, round } as const;
    await played.storage.transaction((writer) =>
      writer.addIncidents(
        ['first', 'second', 'second', 'last'].map((which) => ({ ...facts, message: `It waits for the ${which} day.` })),
      ),
    );
    // What the server answered before it still gives for some seconds.
    const said = () => page.request.get(`${played.origin}/api/rounds/${round}`).then((answer) => answer.text());
    for (let looks = 0; looks < 100 && !(await said()).includes('the last day'); looks += 1)
      await page.waitForTimeout(300);
    await go(`/rounds/${round}`);
    await page.getByText('It waits for the last day.').waitFor();
    assert.equal(await page.getByText('It waits for the first day.').isVisible(), false);
    await keepPicture(page, 'round-postponed');
    await page.getByText('2 earlier postponements').click();
    await page.getByText('It waits for the first day.').waitFor();
  }));

test("a round's calendar names where its stocks trade, its scoring days and the holidays among them", (context) =>
  asVisitor(context, onPlayed, async (page, go) => {
    const round = played.rounds[2];
    await go(`/rounds/${round?.number}`);
    const part = section(page, 'Days of the round');
    await part.getByText(/The stocks trade on .*New York Stock Exchange \(\d+ %\)/).waitFor();
    for (const day of [1, 20]) await part.getByText(`day ${day}`, { exact: true }).waitFor();
    // The fund's days are the market's: a scoring day is one of them, and the first lies two after the era's.
    const marketDays = (await played.storage.fundDays()).map(({ day }) => day);
    const first = await part
      .locator('td', { hasText: /day 1(?!\d)/ })
      .first()
      .locator('time')
      .getAttribute('datetime');
    const last = await part.locator('td', { hasText: 'day 20' }).locator('time').getAttribute('datetime');
    const position = (day: string | null): number => marketDays.indexOf(day ?? '');
    assert.ok(position(first) >= 0 && position(last) === position(first) + 19, `${first} … ${last}`);
  }));

test('payouts have their proofs: root, download and command', (context) =>
  asVisitor(context, onPlayed, async (page, go) => {
    const [round] = played.rounds;
    await go(`/rounds/${round?.number}`);
    await page.getByText(round?.payoutRoot ?? 'no root').waitFor();
    await page.getByLabel('Payout of').selectOption('ridge');
    const link = page.getByRole('link', { name: 'Download its proof' });
    const answer = await page.request.get(`${played.origin}${await link.getAttribute('href')}`);
    assert.equal(answer.status(), 200);
    assert.match(await answer.text(), /ridge|proof|path/);
  }));

test("a model's scores are computed again in the browser, from the round's kit or one's own file, and a changed file is told", (context) =>
  asVisitor(context, onPlayed, async (page, go) => {
    const number = played.rounds[1]?.number;
    await go(`/rounds/${number}`);
    await page.getByRole('link', { name: 'Compute the scores again in this browser' }).click();
    await page.getByRole('heading', { name: `Verify round ${number}` }).waitFor();
    await page.getByLabel('Model', { exact: true }).selectOption('ridge');
    // The address changes first, and what is computed a moment later.
    await page.getByText(/^npx robata verify round .* --model ridge$/).waitFor();
    const compute = page.getByRole('button', { name: 'Compute the scores again' });
    const line = (status: string) => page.locator(`.check-${status}`);
    await compute.click();
    await section(page, 'ridge: nothing differs').waitFor();
    await line('verified').filter({ hasText: 'The kit is the one that the evidence names.' }).waitFor();
    // The receipt in the root, the evidence, the meta model, and each column that the round stored.
    const columns = played.rounds[1]?.columns ?? [];
    for (const { key } of columns) {
      const verified = line('verified').filter({ hasText: `${key} (` });
      await verified.filter({ hasText: 'to the last bit' }).waitFor();
    }
    assert.equal(await line('refuted').count(), 0);
    await keepPicture(page, 'verify-nothing-differs');

    const answer = await page.request.get(`${played.origin}/api/rounds/${number}/kit`);
    const packed = await answer.body();
    const kit = JSON.parse((packed[0] === 0x1f ? gunzipSync(packed) : packed).toString()) as {
      problem: { ids: string[] };
      models: string[];
      predictions: number[][];
    };
    const values = kit.predictions[kit.models.indexOf('ridge')] ?? [];
    const csvOf = (numbers: readonly number[]) => ({
      name: 'ridge.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`id,prediction\n${kit.problem.ids.map((id, at) => `${id},${numbers[at]}`).join('\n')}\n`),
    });
    await page.getByLabel('Your own file (optional)').setInputFiles(csvOf(values));
    await compute.click();
    await line('verified').filter({ hasText: 'The predictions are those that were submitted.' }).waitFor();
    await section(page, 'ridge: nothing differs').waitFor();

    await page
      .getByLabel('Your own file (optional)')
      .setInputFiles(csvOf(values.map((value, at) => (at === 0 ? 0.999 : value))));
    await compute.click();
    await section(page, 'ridge: something differs').waitFor();
    await line('refuted').filter({ hasText: 'These are not the predictions that the round counted' }).waitFor();
    await keepPicture(page, 'verify-something-differs');

    await page
      .getByLabel('Your own file (optional)')
      .setInputFiles({ ...csvOf([]), buffer: Buffer.from('id,prediction\n') });
    await compute.click();
    await page.getByRole('alert').filter({ hasText: 'It could not be verified.' }).waitFor();
    await page.reload();
    assert.equal(await page.getByLabel('Model', { exact: true }).inputValue(), 'ridge');

    // A byte of what the server sends has changed on the way.
    await page.route('**/kit?format=npz', async (way) => {
      const kit = await way.fetch();
      const bytes = await kit.body();
      const at = bytes.length >> 1;
      bytes[at] = (bytes[at] as number) ^ 4;
      await way.fulfill({ response: kit, body: bytes });
    });
    await compute.click();
    await page.getByRole('alert').filter({ hasText: 'npy of the kit is not as it was written' }).waitFor();
  }));

test('a round that has not resolved cannot be verified yet, and says so', (context) =>
  asVisitor(context, onServer, async (page, go) => {
    await go('/rounds/58/verify');
    await page.getByText('A round can be verified once it has resolved.').waitFor();
  }));

test('what is not there, or not yet, is refused in a sentence', async (context) => {
  if (typeof browser === 'string') return context.skip(browser);
  for (const [at, path, status, sentence] of [
    [played, '/api/rounds/99/calendar', 404, /no round 99/],
    [played, '/api/rounds/1/contributions/nobody', 404, /No model nobody/],
    [played, '/api/rounds/1/contributions/ridge?start=elsewhere', 400, /start/],
    [played, '/api/rounds/0/fan', 400, /number/],
    [server, '/api/rounds/58/contributions/trees', 400, /is scoring.*published when it resolves/],
    [server, '/api/rounds/40/committed', 404, /not kept/],
    [server, '/api/news/models', 400, /models/],
    [
      server,
      `/api/news/models?models=${Array.from({ length: 21 }, (_, at) => `m${at}`).join(',')}`,
      400,
      /more than 20/,
    ],
    [server, '/api/calendar?weeks=1000', 400, /weeks/],
  ] as const) {
    const answer = await fetch(`${at.origin}${path}`);
    assert.equal(answer.status, status, path);
    assert.match(((await answer.json()) as { message: string }).message, sentence, path);
  }
});

test('the first page says what changed last, and to somebody with models how they fared', (context) =>
  asVisitor(context, onServer, async (page, go) => {
    await go('/');
    const news = section(page, 'What changed last');
    await news.getByText(/Round\s+55\s+resolved/).waitFor();
    assert.equal(await news.locator('tbody tr').count(), 4);
    assert.equal(await section(page, 'Your models on the last day').count(), 0);

    await signUp({ page, at: go }, 'early_bird');
    await makeModel(page, 'trees');
    await go('/');
    const own = section(page, 'Your models on the last day');
    const row = own.locator('tbody tr');
    await row.first().waitFor();
    assert.equal(await row.count(), 1);
    assert.match((await row.textContent()) ?? '', /trees.*[+−]0\.\d{4}/);
    const places = await Promise.all(
      ['Your models', 'What changed last', 'The meta model'].map(
        async (name) => (await section(page, name).boundingBox())?.y ?? Number.POSITIVE_INFINITY,
      ),
    );
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
      "one's own things and news stand first",
    );
    await keepPicture(page, 'home-signed-in');
    // On a round under way one's own model is a line of the fan.
    await go('/rounds/57?score=tc');
    await page.locator('.u-legend', { hasText: 'trees' }).waitFor();
  }));

test('the rounds of a long record stand fifty to a page, and lead on to the calendar', (context) =>
  asVisitor(context, onServer, async (page, go) => {
    await go('/rounds');
    assert.equal(await page.locator('tbody tr').count(), 50);
    await page.getByRole('link', { name: 'calendar of rounds and market holidays' }).click();
    await page.getByRole('heading', { name: 'Calendar' }).waitFor();
    await section(page, 'Market holidays and early closes').waitFor();
  }));

test('times stand on the clock of the reader, with UTC beside them', (context) =>
  asVisitor(context, { ...onServer, timezoneId: 'Asia/Tokyo' }, async (page, go) => {
    await page.route(/\/api\/calendar/, async (route) => {
      const answer = await route.fetch();
      const coming = (await answer.json()) as { days: { events: object[] }[]; today: string };
      coming.days.at(-1)?.events.push({ kind: 'opens', round: 61, at: '2024-03-09T18:00:00Z' });
      await route.fulfill({ response: answer, json: coming });
    });
    await go('/calendar');
    await page.getByText('Sun 10 Mar 03:00 (2024-03-09 18:00 UTC)').waitFor();
  }));

test('home, rounds and calendar work on every screen', async (context) => {
  if (typeof browser === 'string') return context.skip(browser);
  await onEveryScreen({
    browser,
    origin: server.origin,
    name: 'rounds',
    paths: ['/', '/rounds', '/rounds/57', '/rounds/60', '/calendar'],
  });
  const number = played.rounds[1]?.number;
  await onEveryScreen({
    browser,
    origin: played.origin,
    name: 'played',
    paths: ['/', `/rounds/${number}?model=ridge`, `/rounds/${number}/verify?model=ridge`],
    prepare: async (page, path) => {
      if (path.endsWith('/verify?model=ridge')) {
        await page.getByRole('button', { name: 'Compute the scores again' }).click();
        await page.getByRole('region', { name: 'ridge: nothing differs' }).waitFor();
      } else if (path !== '/') await page.locator('.verdict').first().waitFor();
    },
  });
});

test('where predictions stay with their owners no address gives anybody those of others', async (context) => {
  if (typeof browser === 'string') return context.skip(browser);
  const { origin, storage, services, rounds } = played;
  // One that no other test asks about: what a resolved round publishes is fixed, and answers are kept.
  const { number } = rounds.at(-1) as (typeof rounds)[number];
  const key = `receipts/${number}`;
  const published = (await storage.document(key)) as { readonly names: Record<number, string> };
  const tokenOf = async (username: string, scopes?: readonly ['read_user_info']): Promise<string> => {
    const known = await services.accounts.find({ username });
    const { id } = known ?? (await services.accounts.create({ username, email: `${username}@example.org` }));
    const made = await services.accounts.createKey({ account: id, name: 'k', ...(scopes && { scopes }) });
    return `${made.publicId}$${made.secretKey}`;
  };
  const [owner, other, reads] = [
    await tokenOf('olive'),
    await tokenOf('otto'),
    await tokenOf('olive', ['read_user_info']),
  ];
  const { id: account } = await services.accounts.require({ username: 'olive' });
  const slot = await services.accounts.createModel({ account, name: 'olives', tournament: 'classic' });
  const ask = async (path: string, token?: string): Promise<{ status: number; text: string }> => {
    const answer = await fetch(
      `${origin}${path}`,
      token === undefined ? {} : { headers: { authorization: `Token ${token}` } },
    );
    const bytes = Buffer.from(await answer.arrayBuffer());
    return { status: answer.status, text: (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString() };
  };
  const bytesOf = async (path: string, token?: string): Promise<Uint8Array> => {
    const headers: HeadersInit = token === undefined ? {} : { authorization: `Token ${token}` };
    return new Uint8Array(await (await fetch(`${origin}${path}`, { headers })).arrayBuffer());
  };
  const everybody = JSON.parse((await ask(`/api/rounds/${number}/kit`)).text) as {
    readonly models: readonly string[];
    readonly predictions: readonly (readonly number[])[];
  };
  /** So many stocks in a row, as JSON. */
  const predictionsOf = (model: string): string =>
    (everybody.predictions[everybody.models.indexOf(model)] ?? []).slice(0, 6).join(',');
  const hasThose = ({ text }: { readonly text: string }, model: string): boolean => text.includes(predictionsOf(model));
  assert.ok(predictionsOf('ridge').length > 20 && predictionsOf('ridge') !== predictionsOf('trees'));
  assert.ok(hasThose(await ask(`/api/rounds/${number}/kit`), 'ridge'));
  // What the slot is called now is what ridge was called then.
  const names = { ...published.names, [slot.model]: 'ridge' };
  await storage.transaction((writer) => writer.putDocument(key, { ...published, names, kits: 'own' }));
  try {
    const own = `/api/account/models/${slot.id}/rounds/${number}/kit`;
    for (const token of [undefined, other, reads, owner]) {
      for (const part of [
        '',
        '/kit',
        '/evidence',
        '/receipts/ridge',
        '/committed',
        '/analysis',
        '/fan',
        '/tc-direction',
      ]) {
        const answer = await ask(`/api/rounds/${number}${part}`, token);
        for (const model of ['ridge', 'trees']) assert.ok(!hasThose(answer, model), part);
      }
      for (const model of ['olives', 'ridge', 'trees']) {
        for (const start of ['zero', 'held']) {
          const { text } = await ask(`/api/rounds/${number}/contributions/${model}?start=${start}`, token);
          const told = JSON.parse(text) as { readonly stocksShown: readonly unknown[]; readonly contribution: number };
          assert.equal(told.stocksShown.length > 0, model === 'olives' && token === owner, `${model} ${start}`);
          assert.equal(typeof told.contribution, 'number');
        }
      }
      // Without predictions, and the same for everybody.
      const partial = await kitIn(await bytesOf(`/api/rounds/${number}/kit?format=npz`, token));
      assert.deepEqual([partial.models, partial.predictions.columns], [[], 0]);
      if (token === owner) {
        const { models } = await kitIn(await bytesOf(`${own}?format=npz`, token));
        assert.deepEqual(models, ['ridge']);
      }
      const answer = await ask(own, token);
      assert.equal(answer.status, token === undefined ? 401 : token === other ? 404 : token === reads ? 403 : 200);
      assert.deepEqual([hasThose(answer, 'ridge'), hasThose(answer, 'trees')], [token === owner, false]);
    }
  } finally {
    await storage.transaction((writer) => writer.putDocument(key, published));
  }
});
