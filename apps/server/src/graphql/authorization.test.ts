import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Scope } from '@robata/tournament';
import { isObjectType } from 'graphql';
import { graphqlSchema } from './schema.ts';
import { type PlayedServer, playedServer } from './testing/playedServer.ts';

/** What an operation needs, and a call of it that would reach ada's own things. MODEL is her model's id, SUBMISSION her submission's. */
interface Private {
  readonly scope: Scope;
  readonly call: string;
  /** Whether the call names something of ada's, so that another account's key must be refused; otherwise it gives the caller's own. */
  readonly names: 'model' | 'submission' | 'nothing';
}

const upload: Omit<Private, 'call'> = { scope: 'upload_submission', names: 'model' };
const notBuilt: Omit<Private, 'call'> = { scope: 'read_user_info', names: 'nothing' };

const PRIVATE: Readonly<Record<string, Private>> = {
  'Query.account': { scope: 'read_user_info', names: 'nothing', call: '{ account { email availableNmr } }' },
  'Query.user': { scope: 'read_user_info', names: 'model', call: '{ user(modelId: "MODEL") { email } }' },
  'Query.model': { scope: 'read_submission_info', names: 'model', call: '{ model(modelId: "MODEL") { name } }' },
  'Query.submissions': {
    scope: 'read_submission_info',
    names: 'model',
    call: '{ submissions(modelId: "MODEL") { id } }',
  },
  'Query.submissionUploadAuth': {
    ...upload,
    call: '{ submissionUploadAuth(filename: "p.csv", tournament: 8, modelId: "MODEL") { url } }',
  },
  'Query.submissionUploadSignalsAuth': {
    ...upload,
    call: '{ submissionUploadSignalsAuth(filename: "p.csv", modelId: "SIGNALS") { url } }',
  },
  'Query.submissionDownloadAuth': {
    scope: 'read_submission_info',
    names: 'submission',
    call: '{ submissionDownloadAuth(id: "SUBMISSION") { url } }',
  },
  'Query.diagnosticsUploadAuth': {
    ...upload,
    call: '{ diagnosticsUploadAuth(filename: "p.csv", tournament: 8, modelId: "MODEL") { url } }',
  },
  'Query.diagnostics': {
    scope: 'read_submission_info',
    names: 'model',
    call: '{ diagnostics(modelId: "MODEL") { id } }',
  },
  'Query.pendingModelPayouts': {
    scope: 'read_user_info',
    names: 'nothing',
    call: '{ pendingModelPayouts(tournament: 8) { actual { payoutNmr } } }',
  },
  'Query.computePickleUploadAuth': { ...notBuilt, call: '{ computePickleUploadAuth(modelId: "MODEL") { url } }' },
  'Query.computePickleDataVersions': { ...notBuilt, call: '{ computePickleDataVersions { id } }' },
  'Query.computePickleDockerImages': { ...notBuilt, call: '{ computePickleDockerImages { id } }' },
  'Query.v3StakeAuth': {
    ...notBuilt,
    call: '{ v3StakeAuth(submissionId: "SUBMISSION", staker: "x", maxAmount: "1") { __typename } }',
  },
  'Query.v3StakeConfig': { ...notBuilt, call: '{ v3StakeConfig { __typename } }' },
  'Query.v3StakeRound': { ...notBuilt, call: '{ v3StakeRound(roundId: "1") { __typename } }' },
  'Query.v3StakeClaim': {
    ...notBuilt,
    call: '{ v3StakeClaim(roundId: "1", modelId: "MODEL", staker: "x") { __typename } }',
  },
  'Mutation.createSubmission': {
    ...upload,
    call: 'mutation { createSubmission(filename: "FILE", tournament: 8, modelId: "MODEL") { id } }',
  },
  'Mutation.createSignalsSubmission': {
    ...upload,
    call: 'mutation { createSignalsSubmission(filename: "FILE", modelId: "SIGNALS") { id } }',
  },
  'Mutation.createDiagnostics': {
    ...upload,
    call: 'mutation { createDiagnostics(filename: "FILE", tournament: 8, modelId: "MODEL") { id } }',
  },
  'Mutation.v2ChangeStake': {
    scope: 'stake',
    names: 'model',
    call: 'mutation { v2ChangeStake(value: "1", type: "increase", modelId: "MODEL", tournamentNumber: 8) { status } }',
  },
  'Mutation.releaseStake': {
    scope: 'stake',
    names: 'model',
    call: 'mutation { releaseStake(modelId: "MODEL", amount: "1", drain: true) { status } }',
  },
  'Mutation.v2ChangePayoutSelection': {
    scope: 'stake',
    names: 'model',
    call: 'mutation { v2ChangePayoutSelection(modelId: "MODEL", tournamentNumber: 8, takeProfit: true) }',
  },
  'Mutation.setUserBio': { ...upload, call: 'mutation { setUserBio(value: "taken over", modelId: "MODEL") }' },
  'Mutation.setUserLink': {
    ...upload,
    call: 'mutation { setUserLink(linkUrl: "https://example.org", linkText: "x", modelId: "MODEL") }',
  },
  'Mutation.setSubmissionWebhook': {
    scope: 'webhook',
    names: 'model',
    call: 'mutation { setSubmissionWebhook(modelId: "MODEL", newSubmissionWebhook: "http://127.0.0.1:1/") }',
  },
  'Mutation.triggerModelWebhook': {
    scope: 'webhook',
    names: 'model',
    call: 'mutation { triggerModelWebhook(modelId: "MODEL") }',
  },
  'Mutation.createComputePickleUpload': {
    ...notBuilt,
    call: 'mutation { createComputePickleUpload(filename: "x", tournament: 8, modelId: "MODEL") { id } }',
  },
  'Mutation.v2Stake': { ...notBuilt, call: 'mutation { v2Stake(value: "1", modelId: "MODEL") { __typename } }' },
  'Mutation.v2ReleaseStakeRequest': {
    ...notBuilt,
    call: 'mutation { v2ReleaseStakeRequest(value: "1", modelId: "MODEL") { __typename } }',
  },
};

/** Open to everybody: nothing in them is anybody's secret. `robata` has one private field, which is tested below. */
const PUBLIC: ReadonlySet<string> = new Set(
  `tournaments rounds listDatasets dataset v2Leaderboard signalsLeaderboard cryptosignalsLeaderboard accountLeaderboard accountProfile
  v3UserProfile v2SignalsProfile v2RoundModelPerformances submissionScores pipelineStatus v2UserProfile signalsUserProfile v2RoundDetails
  roundDetails latestNmrPrice robata`
    .split(/\s+/)
    .map((name) => `Query.${name}`),
);

const SCOPES: readonly Scope[] = ['read_user_info', 'read_submission_info', 'upload_submission', 'stake', 'webhook'];

let server: PlayedServer;
let submission = '';
let adaId = '';
/** `PUBLIC$SECRET` of a key of ada's with these scopes. */
const keyOf = async (scopes: readonly Scope[]): Promise<{ token: string; publicId: string }> => {
  const { publicId, secretKey } = await server.accounts.createKey({ account: adaId, name: 'test', scopes });
  return { token: `${publicId}$${secretKey}`, publicId };
};

before(async () => {
  server = await playedServer();
  const { account } = await server.data<{ account: { id: string } }>('{ account { id } }', {}, server.token);
  adaId = account.id;
  const { submissionUploadAuth: auth } = await server.data<{ submissionUploadAuth: { filename: string; url: string } }>(
    `{ submissionUploadAuth(filename: "p.csv", tournament: 8, modelId: "${server.models.first.id}") { filename url } }`,
    {},
    server.token,
  );
  const rows = server.liveIds.map((id, at) => `${id},${(at + 1) / 200}`);
  const { pathname, search } = new URL(auth.url);
  const payload = `id,prediction\n${rows.join('\n')}\n`;
  const stored = await server.app.inject({
    method: 'PUT',
    url: pathname + search,
    headers: { 'content-type': 'text/csv' },
    payload,
  });
  assert.equal(stored.statusCode, 200, stored.body);
  const { createSubmission } = await server.data<{ createSubmission: { id: string } }>(
    `mutation { createSubmission(filename: "${auth.filename}", tournament: 8, modelId: "${server.models.first.id}") { id } }`,
    {},
    server.token,
  );
  submission = createSubmission.id;
});
after(async () => {
  await server.close();
  assert.deepEqual(server.failures, [], 'nothing failed on our side');
});

const filled = ({ call }: Private, { model, signals }: { model: string; signals: string }): string =>
  call
    .replace('MODEL', model)
    .replace('SIGNALS', signals)
    .replace('SUBMISSION', submission)
    .replace('FILE', 'p-abcdefghijklmnopqrstuvwxyz.csv');

/** The code that a call is refused with, and that it gave nothing; null where it was not refused. */
async function refusal(operation: string, call: string, token?: string): Promise<unknown> {
  const { errors, data } = await server.ask(call, {}, token);
  if (errors === undefined) return null;
  assert.deepEqual(Object.values(data ?? {}), [null], `${operation} gave something along with its refusal`);
  return errors[0]?.extensions?.['code'];
}

/** Everything of ada's that a stranger's mutation could have changed. */
async function belongings(): Promise<unknown> {
  const { account } = await server.data<{ account: object }>(
    '{ account { email availableNmr models { id name submissionWebhook submissions { id } v2Stake { latestValue } } apiTokens { publicId } } }',
    {},
    server.token,
  );
  const profile = await server.data('{ v3UserProfile(modelName: "ada_first") { bio linkUrl linkText stakeValue } }');
  const stored = await server.accounts.requireModel(adaId, server.models.signals.id);
  return JSON.parse(JSON.stringify({ account, profile, stored })) as unknown;
}

test('every operation of the schema is known here as public or private', () => {
  const schema = graphqlSchema({});
  const operations = ['Query', 'Mutation'].flatMap((name) => {
    const type = schema.getType(name);
    return isObjectType(type) ? Object.keys(type.getFields()).map((field) => `${name}.${field}`) : [];
  });
  assert.deepEqual(operations.sort(), [...Object.keys(PRIVATE), ...PUBLIC].sort());
});

test('nobody but the account itself, with a key that may, gets at what is private', async () => {
  const { first, signals } = server.models;
  const own = { model: first.id, signals: signals.id };
  const revoked = await keyOf(SCOPES);
  await server.accounts.revokeKey(adaId, revoked.publicId);
  const eve = server.stranger.token;
  const before = await belongings();

  for (const [operation, needs] of Object.entries(PRIVATE)) {
    const call = filled(needs, own);
    assert.equal(await refusal(operation, call), 'not_authenticated', `${operation} by a stranger`);
    const halves = server.token.split('$');
    for (const token of ['nonsense', `${halves[0]}$`, `${halves[0]}$${eve.split('$')[1]}`, revoked.token]) {
      assert.equal(await refusal(operation, call, token), 'not_authenticated', `${operation} with a key that is none`);
    }
    const others = await keyOf(SCOPES.filter((scope) => scope !== needs.scope));
    assert.equal(await refusal(operation, call, others.token), 'missing_scope', `${operation} without ${needs.scope}`);
    await server.accounts.revokeKey(adaId, others.publicId);
    if (needs.names === 'nothing') continue;
    const expected = needs.names === 'model' ? 'model_not_found' : 'unknown_submission';
    assert.equal(await refusal(operation, call, eve), expected, `${operation} by another account`);
    if (needs.names !== 'model') continue;
    const byNumber = filled(needs, { model: String(first.model), signals: String(signals.model) });
    assert.equal(await refusal(operation, byNumber, eve), expected, `${operation} by another account, by number`);
  }
  const leaks = await server.ask(`{ submissions(id: "${submission}") { id filename } }`, {}, eve);
  assert.equal(leaks.errors?.[0]?.extensions?.['code'], 'unknown_submission');
  assert.deepEqual(await belongings(), before, 'nothing of hers has changed');
});

test('an account sees its own and never another one in what names nobody', async () => {
  const { stranger } = server;
  const { account } = await server.data<{ account: { email: string } }>('{ account { email } }', {}, stranger.token);
  assert.equal(account.email, 'eve@example.org');
  const { submissions } = await server.data<{ submissions: unknown[] }>('{ submissions { id } }', {}, stranger.token);
  assert.deepEqual(submissions, []);
});

test("a key with the one scope that an operation needs is not refused for the account's own things", async () => {
  const { first, signals } = server.models;
  for (const [operation, needs] of Object.entries(PRIVATE)) {
    const { token, publicId } = await keyOf([needs.scope]);
    const code = await refusal(operation, filled(needs, { model: first.id, signals: signals.id }), token);
    const denials = ['not_authenticated', 'missing_scope', 'model_not_found', 'unknown_submission', 'internal'];
    assert.ok(!denials.includes(String(code)), `${operation} was refused: ${String(code)}`);
    await server.accounts.revokeKey(adaId, publicId);
  }
});

test('the jobs of the server are for operators, and everything else of its own schema is for all', async () => {
  for (const token of [undefined, server.token, server.stranger.token]) {
    const { errors, data } = await server.ask('{ robata { about { title } jobs { id } } }', {}, token);
    assert.equal(errors?.length, 1);
    assert.ok(['not_authenticated', 'missing_scope'].includes(String(errors?.[0]?.extensions?.['code'])));
    assert.equal((data?.['robata'] as { jobs: unknown } | undefined)?.jobs, null);
  }
});

test('a blocked account is a stranger, whatever its key', async () => {
  const { model } = server.stranger;
  const { account } = await server.data<{ account: { id: string } }>('{ account { id } }', {}, server.stranger.token);
  await server.accounts.setStatus(account.id, 'blocked');
  for (const [operation, needs] of Object.entries(PRIVATE)) {
    const call = filled(needs, { model: model.id, signals: model.id });
    assert.equal(await refusal(operation, call, server.stranger.token), 'not_authenticated', operation);
  }
});

test('a text that no database keeps is refused as one, wherever it stands', async () => {
  const code = async (query: string, variables: object = {}): Promise<unknown> =>
    (await server.ask(query, variables, server.token)).errors?.[0]?.extensions?.['code'];
  assert.equal(await code(String.raw`{ v3UserProfile(modelName: "a\u0000b") { id } }`), 'invalid_text');
  assert.equal(await code('query($id: ID) { submissions(id: $id) { id } }', { id: '\0' }), 'invalid_text');
});
