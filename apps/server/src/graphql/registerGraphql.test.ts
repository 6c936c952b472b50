import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { memoryStorage } from '@robata/tournament';
import { getIntrospectionQuery } from 'graphql';
import type { Caller } from '../accounts/authenticator.ts';
import type { GraphqlAnswer } from './executeOperation.ts';
import { type Served, served } from './testing/served.ts';

let server: Served;

before(async () => {
  server = await served({ reader: memoryStorage() });
});
after(() => server.app.close());

const post = (payload: string | Buffer | object, contentType = 'application/json', url = '/') =>
  server.app.inject({ method: 'POST', url, headers: { 'content-type': contentType }, payload });

async function refused(payload: string | Buffer | object, code: string, contentType?: string): Promise<GraphqlAnswer> {
  const reply = await post(payload, contentType);
  assert.equal(reply.statusCode, 200, 'clients take any other status for a broken connection');
  const answer = reply.json<GraphqlAnswer>();
  assert.equal(answer.errors?.[0]?.extensions?.['code'], code, reply.body.slice(0, 300));
  return answer;
}

const TOURNAMENTS = { query: '{ tournaments { name tournament } }' };
const ANSWER = '{"data":{"tournaments":[{"name":"classic","tournament":8},{"name":"signals","tournament":11}]}}';

test('both addresses answer JSON, with no key errors where there is none', async () => {
  for (const url of ['/', '/graphql']) {
    const reply = await post(TOURNAMENTS, 'application/json', url);
    assert.equal(reply.statusCode, 200);
    assert.match(String(reply.headers['content-type']), /^application\/json/);
    assert.equal(reply.body, ANSWER);
  }
});

test('variables may be absent, null, empty or a text', async () => {
  for (const variables of [undefined, null, {}, '', '{}']) {
    assert.equal((await post({ ...TOURNAMENTS, variables })).body, ANSWER);
  }
});

const CRLF = '\r\n';
const form = (parts: Record<string, string>, nameOf: (name: string) => string) =>
  Object.entries(parts)
    .map(
      ([name, text]) =>
        `--B0${CRLF}Content-Type: application/json; charset=utf-8${CRLF}Content-Disposition: form-data; name=${nameOf(name)}${CRLF}${CRLF}${text}${CRLF}`,
    )
    .join('') + `--B0--${CRLF}`;

test('a form with the parts query and variables is read, with names in quotes or, as .NET writes them, without', async () => {
  const parts = {
    query: 'query($n: Int) { rounds(tournament: 8, number: $n) { number } }',
    variables: '{"n": 0}',
  };
  for (const nameOf of [(name: string) => name, (name: string) => `"${name}"`]) {
    const reply = await post(form(parts, nameOf), 'multipart/form-data; boundary="B0"');
    assert.equal(reply.body, '{"data":{"rounds":[null]}}');
  }
  assert.equal((await post(form(TOURNAMENTS, String), 'multipart/form-data; boundary=B0')).body, ANSWER);
});

test('a form that is cut off or has too many parts is refused', async () => {
  const whole = form(TOURNAMENTS, String);
  await refused(whole.slice(0, -8), 'invalid_body', 'multipart/form-data; boundary=B0');
  await refused(whole, 'invalid_body', 'multipart/form-data');
  const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`part${i}`, 'x']));
  await refused(form(many, String), 'invalid_body', 'multipart/form-data; boundary=B0');
});

test('what is no operation is refused with a code and HTTP 200', async () => {
  await refused('{', 'invalid_json');
  await refused('', 'invalid_json');
  await refused('null', 'invalid_body');
  await refused({}, 'invalid_body');
  await refused({ query: 7 }, 'invalid_body');
  await refused({ ...TOURNAMENTS, variables: [1] }, 'invalid_variables');
  await refused(Buffer.from([0xff, 0xfe]), 'invalid_body');
  await refused('query', 'unsupported_content_type', 'text/plain');
  await refused([TOURNAMENTS, TOURNAMENTS], 'no_batches');
  await refused('x'.repeat(200_000), 'body_too_large');
  assert.deepEqual(server.failures, [], 'none of this is our fault');
});

test('a document that does not fit says where, and still has its fields in data', async () => {
  const answer = await refused({ query: '{ mine: tournaments { nonsense_here } }' }, 'invalid_document');
  assert.match(answer.errors?.[0]?.message ?? '', /nonsense_here/);
  assert.deepEqual(answer.data, { mine: null });
  await refused({ query: '{ tournaments {' }, 'invalid_syntax');
  await refused({ query: 'query A { tournaments { name } } query B { tournaments { name } }' }, 'no_operation');
});

test('variables are coerced after the declarations were made to fit: nonsense still fails', async () => {
  const query = 'query($number: Str) { rounds(tournament: 8, number: $number) { number } }';
  assert.equal((await post({ query, variables: { number: 0 } })).body, '{"data":{"rounds":[null]}}');
  await refused({ query, variables: { number: 'foo' } }, 'invalid_variables');
  await refused({ query: 'query($name: String) { v3UserProfile(modelName: $name) { id } }' }, 'invalid_variables');
});

test('a private field without a token: the sentence that clients know, and data with the field null', async () => {
  const answer = await refused({ query: '{ account { username } }' }, 'not_authenticated');
  assert.equal(answer.errors?.[0]?.message, 'Your session is invalid or has expired.');
  assert.deepEqual(answer.data, { account: null });
});

test('GET shows the schema and runs nothing', async () => {
  const page = await server.app.inject('/graphql');
  assert.equal(page.statusCode, 200);
  assert.match(page.body, /type Query/);
  assert.equal((await server.app.inject('/graphql?query={tournaments{name}}')).statusCode, 405);
});

test('tools may ask for the schema', async () => {
  const answer = await server.ask(getIntrospectionQuery());
  assert.equal(answer.errors, undefined);
});

test('hostile documents are refused before they cost anything', async () => {
  const aliases = (count: number) => Array.from({ length: count }, (_, i) => `a${i}: tournaments { name }`).join(' ');
  await refused({ query: `{ ${aliases(60)} }` }, 'too_complex');
  await refused({ query: `{ ${aliases(4_000)} }` }, 'invalid_syntax');
  await refused({ query: `{ ${aliases(26)} }` }, 'too_complex');
  await refused({ query: `{ robata { ${'rounds { number } '.repeat(260)} } }` }, 'too_complex');
  const directives = '@include(if: true) '.repeat(60);
  await refused({ query: `{ tournaments ${directives} { name } }` }, 'too_complex');
  await refused({ query: `{ ${'robata { '.repeat(30)} x ${'}'.repeat(30)} }` }, 'too_complex');
  await refused(
    {
      query:
        '{ a: v2Leaderboard { username rank tcRep } b: v2Leaderboard { username rank tcRep } c: roundDetails(roundNumber: 1) { models { id modelName corr mmc fnc tc corrPercentile mmcPercentile fncPercentile tcPercentile payoutSettled selectedStakeValue } } d: v2Leaderboard { ...All ...All } } fragment All on LeaderboardEntry { username rank nmrStaked team corrRep corrRank fncRep fncRank fncV3Rep fncV3Rank tcRep tcRank mmcRep mmcRank return13Weeks return52Weeks badges tier reputation prevRank }',
    },
    'too_complex',
  );
  // Each fragment takes the next one in twice: 2^30 fields if they were written out.
  const spiral = Array.from(
    { length: 18 },
    (_, i) => `fragment F${i} on Robata { round(number: 1) { number } ...F${i + 1} ...F${i + 1} }`,
  ).join(' ');
  await refused(
    { query: `{ robata { ...F0 } } ${spiral} fragment F18 on Robata { rounds { number } }` },
    'too_complex',
  );
  await refused(
    { query: '{ robata { ...A } } fragment A on Robata { ...B } fragment B on Robata { ...A }' },
    'invalid_document',
  );
  await refused({ query: `{ ${'['.repeat(3_000)}` }, 'invalid_syntax');
  await refused(
    { query: '{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }' },
    'invalid_document',
  );
});

test('fragments by the hundred and lists in lists are refused before they cost anything', async () => {
  const spreads = Array.from({ length: 300 }, (_, i) => `...F${i}`).join(' ');
  const fragments = Array.from({ length: 300 }, (_, i) => `fragment F${i} on Robata { rounds { number } }`).join(' ');
  await refused({ query: `{ robata { ${spreads} } } ${fragments}` }, 'too_complex');
  const deep = '[['.repeat(950) + ']]'.repeat(950);
  await refused({ query: `{ rounds(number: ${deep}) { number } }` }, 'too_complex');
  await refused(
    `{"query":"{ tournaments { name } }","variables":{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`,
    'too_complex',
  );
  assert.deepEqual(server.failures, [], 'none of that is a failure of ours');
});

test('a name from the prototype is a name like any other', async () => {
  await refused({ query: '{ constructor { __proto__ } }' }, 'invalid_document');
  await refused({ query: 'query($a: constructor) { tournaments { name } }' }, 'invalid_document');
  const reply = await post('{"query":"{ tournaments { name tournament } }","variables":{"__proto__":{"x":1}}}');
  assert.equal(reply.body, ANSWER);
});

test('an address that has had its part computed waits, told how long; others, accounts and what is there already do not', async () => {
  let time = 0;
  const owner = { account: { id: 'ada' }, scopes: new Set(), via: 'key' } as unknown as Caller;
  const { app, ask } = await served({
    reader: memoryStorage(),
    rates: { stranger: { burst: 1_000, perSecond: 100 }, account: { burst: 1_000_000, perSecond: 1_000_000 } },
    monotonic: () => time,
    authenticate: async ({ headers }) => (headers.authorization === 'Token ada' ? owner : null),
  });
  // No document is that of another: each is read and runs.
  let made = 0;
  const next = () => `{ robata { rounds(limit: ${(made += 1)}) { number } } }`;
  const answers = await Promise.all(Array.from({ length: 30 }, () => ask(next())));
  const refusals = answers.flatMap(({ errors }) => errors ?? []);
  assert.ok(refusals.length >= 20 && refusals.length < 30, `${refusals.length} refusals`);
  const [first] = refusals;
  assert.equal(first?.extensions?.['code'], 'rate_limited');
  const wait = Number(first?.extensions?.['retryAfter']);
  assert.ok(wait >= 1 && wait <= 10, `${wait} s`);
  assert.match(first?.message ?? '', /Ask again in \d+ s/);
  assert.deepEqual((await ask('{ tournaments { name } }', null)).errors?.[0]?.extensions?.['code'], 'rate_limited');

  const elsewhere = await app.inject({
    method: 'POST',
    url: '/',
    remoteAddress: '192.0.2.7',
    payload: { query: '{ tournaments { name } }' },
  });
  assert.equal(elsewhere.json<GraphqlAnswer>().errors, undefined);
  assert.equal((await ask('{ tournaments { name } }', null)).errors, undefined, 'somebody else has had it computed');
  for (let request = 0; request < 300; request++) assert.equal((await ask(next(), null, 'ada')).errors, undefined);
  assert.equal((await ask(next())).errors?.[0]?.extensions?.['code'], 'rate_limited');
  time += 60_000;
  assert.equal((await ask(next())).errors, undefined);
  await app.close();
});
