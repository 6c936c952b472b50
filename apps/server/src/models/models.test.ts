import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import {
  type Comparison,
  type LeaderboardRow,
  type ModelAnalysisPage,
  type ModelPage,
  type ModelStanding,
  type Reputations,
  robataClient,
  type ValidationAgainstLive,
} from '@robata/client';
import type { Storage, TournamentAbout } from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import { syntheticSeason } from '../../tests/syntheticSeason.ts';
import { createServer } from '../createServer.ts';

const ROUNDS = 30;
let app: FastifyInstance;
let storage: Storage;

before(async () => {
  const season = await syntheticSeason({ rounds: ROUNDS });
  storage = season.storage;
  app = await createServer({ reader: storage, blobs: season.blobs, webFolder: null, isReady: () => true });
});
after(() => app.close());

async function get<T>(url: string): Promise<T> {
  const answer = await app.inject(url);
  assert.equal(answer.statusCode, 200, `${url}: ${answer.body.slice(0, 200)}`);
  return answer.json<T>();
}

test('a leaderboard that did not change is not sent again: it has a tag, and one who names it gets 304', async () => {
  const first = await app.inject('/api/leaderboard');
  const tag = String(first.headers['etag']);
  assert.match(tag, /^"[\w-]{20,}"$/);
  for (const known of [tag, `W/${tag}`, `"other", ${tag}`]) {
    const again = await app.inject({ url: '/api/leaderboard', headers: { 'if-none-match': known } });
    assert.deepEqual([again.statusCode, again.body, again.headers['etag']], [304, '', tag]);
  }
  const other = await app.inject({ url: '/api/leaderboard?lastRounds=3', headers: { 'if-none-match': tag } });
  assert.equal(other.statusCode, 200);
  assert.notEqual(other.headers['etag'], tag);
});

test('the standard errors of a daily tournament count the twenty rounds that overlap', async () => {
  const season = await syntheticSeason({ rounds: 12 });
  const about = (await season.storage.document('about')) as TournamentAbout | null;
  const places = { exchanges: [], schedule: 'daily' as const, lagDays: 2 };
  await season.storage.transaction((writer) => writer.putDocument('about', { ...about, places }));
  const server = await createServer({
    reader: season.storage,
    blobs: season.blobs,
    webFolder: null,
    isReady: () => true,
  });
  const [name = ''] = (await season.storage.models()).map((model) => model.name);
  for (const url of [`/api/models/${name}/standing`, `/api/comparison?models=${name}`]) {
    const answer = (await server.inject(encodeURI(url))).json<{ lags: number }>();
    assert.equal(answer.lags, 20, url);
  }
  await server.close();
});

test('the client gives the same rows as long as nothing changed, and new ones when a round resolves', async () => {
  const season = await syntheticSeason({ rounds: 12 });
  const server = await createServer({
    reader: season.storage,
    blobs: season.blobs,
    webFolder: null,
    isReady: () => true,
  });
  try {
    const statuses: number[] = [];
    const robata = robataClient({
      origin: await server.listen({ host: '127.0.0.1', port: 0 }),
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        statuses.push(response.status);
        return response;
      },
    });
    const rows = await robata.leaderboard({ lastRounds: null });
    assert.equal(await robata.leaderboard({ lastRounds: null }), rows, 'the very object');
    assert.notEqual(await robata.leaderboard({ lastRounds: 2 }), rows);
    assert.deepEqual(statuses, [200, 304, 200]);
    const scoring = (await season.storage.rounds()).find(({ state }) => state === 'scoring');
    assert.ok(scoring !== undefined);
    await season.storage.transaction((writer) => writer.putRound({ ...scoring, state: 'resolved' }));
    let later = rows;
    for (let tries = 0; tries < 300 && later === rows; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      later = await robata.leaderboard({ lastRounds: null });
    }
    assert.notDeepEqual(later, rows);
    assert.equal(later[0]?.rounds, (rows[0]?.rounds ?? 0) + 1);
  } finally {
    server.server.closeAllConnections();
    await server.close();
  }
});

test('Signals has nobody while its rounds have not begun, and fills when one resolves', async () => {
  const classic = await get<LeaderboardRow[]>('/api/leaderboard?tournament=classic');
  assert.deepEqual(classic, await get<LeaderboardRow[]>('/api/leaderboard'));
  assert.deepEqual(await get('/api/leaderboard?tournament=signals'), []);
  const season = await syntheticSeason({ rounds: 12 });
  const round = (await season.storage.rounds()).find(({ state }) => state === 'resolved');
  assert.ok(round !== undefined);
  await season.storage.transaction(async (writer) => {
    await writer.putRound({ ...round, number: 1_000, tournament: 'signals' });
    await writer.addScores([{ round: 1_000, model: 6, day: 20, values: round.columns.map(() => 0.5) }]);
  });
  const server = await createServer({
    reader: season.storage,
    blobs: season.blobs,
    webFolder: null,
    isReady: () => true,
  });
  const rows = (await server.inject('/api/leaderboard?tournament=signals')).json<LeaderboardRow[]>();
  assert.deepEqual(
    rows.map(({ id, corr, rounds }) => [id, corr, rounds]),
    [[6, 0.5, 1]],
  );
  const own = (await server.inject('/api/leaderboard?tournament=classic')).json<LeaderboardRow[]>();
  assert.ok((own.find(({ id }) => id === 6)?.corr ?? 1) < 0.2, 'its Signals round is not in its classic mean');
  await server.close();
});

test('reputations count rounds under way as they stand', async () => {
  const { reputations, newest, definitionId } = await get<Reputations>('/api/leaderboard/reputations');
  assert.equal(definitionId, 'reputation@2022');
  assert.deepEqual(newest, { round: ROUNDS - 1, day: 3 });
  const planted = (await get<LeaderboardRow[]>('/api/leaderboard')).find(({ model }) => model === 'planted');
  const all = Object.values(reputations).map(([corr]) => corr ?? -1);
  assert.equal(Object.keys(reputations).length, 21);
  assert.equal(reputations[planted?.id ?? 0]?.[0], Math.max(...all));
  assert.deepEqual((await get<Reputations>('/api/leaderboard/reputations?tournament=signals')).reputations, {});
});

test('a model’s standing, page and analysis belong together; a name that nobody has is 404 in all three', async () => {
  const page = await get<ModelPage>('/api/models/trees');
  const standing = await get<ModelStanding>('/api/models/trees/standing');
  const analysis = await get<ModelAnalysisPage>('/api/models/trees/analysis');
  assert.equal(page.tournament, 'classic');
  const resolved = page.rounds.filter(({ state }) => state === 'resolved').toReversed();
  assert.deepEqual(
    standing.rounds.map(({ round, scores }) => [round, scores['corr']]),
    resolved.map(({ round, scores }) => [round, scores['corr']]),
  );
  const last = standing.rounds.at(-1)?.running['corr'];
  assert.equal(last?.mean, page.row.corr);
  assert.equal(last?.standardError, page.row.corrStandardError);
  assert.ok((standing.overall['corr'] as number) > 0.5);
  assert.equal(analysis.rounds.length, 20);
  assert.equal(analysis.latest?.round, ROUNDS);
  assert.equal(analysis.latest?.exposures.length, analysis.factors.length);
  assert.equal(analysis.latest?.nearest[0]?.model.length !== 0, true);
  for (const rest of ['', '/standing', '/analysis']) {
    const answer = await app.inject(`/api/models/nobody${rest}`);
    assert.equal(answer.statusCode, 404);
    assert.match(answer.json<{ message: string }>().message, /no model 'nobody'/);
  }
});

test('one to five models are compared; more, none and a score that is not there are refused by name', async () => {
  const answer = await get<Comparison>('/api/comparison?models=planted,random,nobody&score=tc');
  assert.equal(answer.models.length, 2);
  assert.deepEqual(answer.unknown, ['nobody']);
  assert.ok((answer.pairs[0]?.difference?.mean as number) > 0.003);
  const rows = await get<LeaderboardRow[]>('/api/leaderboard');
  assert.equal(answer.models[0]?.mean?.mean, rows.find(({ model }) => model === 'planted')?.tc);
  for (const [query, says] of [
    ['models=a,b,c,d,e,f', /1 to 5 names .* not 6/],
    ['models=,', /1 to 5 names .* not 0/],
    ['models=a&score=nonsense', /score/],
    ['score=corr', /models/],
  ] as const) {
    const refused = await app.inject(`/api/comparison?${query}`);
    assert.equal(refused.statusCode, 400, query);
    assert.match(refused.json<{ message: string }>().message, says);
  }
});

test('without validation runs halves of the rounds stand against each other, and validation says that it has none', async () => {
  const { validation, halves } = await get<ValidationAgainstLive>('/api/validation-against-live');
  assert.deepEqual(validation, { models: 0, relation: null, groups: [] });
  assert.equal(halves.models, 20, 'all but the meta model');
  assert.ok((halves.relation?.correlation as number) > 0.5, 'the characters keep their skill');
});
