import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { type PlayedServer, playedServer } from './testing/playedServer.ts';

let server: PlayedServer;
before(async () => {
  server = await playedServer();
});
after(async () => {
  await server.close();
  assert.deepEqual(server.failures, [], 'nothing failed on our side');
});

const data = async <T>(query: string, variables: object = {}): Promise<T> =>
  server.data<T>(query, variables, server.token);
const codeOf = async (query: string, variables: object = {}, token: string = server.token): Promise<unknown> =>
  (await server.ask(query, variables, token)).errors?.[0]?.extensions?.['code'];

test('an account shows its keys, its models of all tournaments and its money as text', async () => {
  const { first, second, signals } = server.models;
  const { account } = await data<{ account: Record<string, unknown> }>(
    'query { account { username email availableNmr insertedAt mfaEnabled models { id name tournament submissions { id filename } v2Stake { status txHash } } apiTokens { name public_id scopes } walletTxns { amount type time } } }',
  );
  assert.equal(account['username'], 'ada');
  assert.equal(account['availableNmr'], '100.000000000000000000');
  assert.deepEqual(
    (account['models'] as { id: string; name: string; tournament: number }[]).map(({ id, name, tournament }) => [
      id,
      name,
      tournament,
    ]),
    [
      [first.id, 'ada_first', 8],
      [second.id, 'ada_second', 8],
      [signals.id, 'ada_signals', 11],
    ],
  );
  const [key] = account['apiTokens'] as { name: string; public_id: string }[];
  assert.equal(key?.public_id, server.token.split('$')[0]);
  const [{ time, ...deposit }] = account['walletTxns'] as [Record<string, unknown>];
  assert.deepEqual(deposit, { amount: '100.000000000000000000', type: 'deposit' });
  assert.match(String(time), /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
});

test('a bad token does not matter on a public field, and is no session on a private one', async () => {
  const wrong = `${server.token.slice(0, -1)}!`;
  assert.equal((await server.ask('{ tournaments { name } }', {}, wrong)).errors, undefined);
  assert.equal(await codeOf('{ account { id } }', {}, wrong), 'not_authenticated');
  assert.equal(await codeOf('{ account { id } }', {}, 'nonsense'), 'not_authenticated');
});

test('a key does what its scopes say', async () => {
  const account = await server.data<{ account: { id: string } }>('{ account { id } }', {}, server.token);
  const key = await server.accounts.createKey({
    account: account.account.id,
    name: 'reads',
    scopes: ['read_user_info'],
  });
  const token = `${key.publicId}$${key.secretKey}`;
  assert.equal(await codeOf('{ account { id } }', {}, token), undefined);
  assert.equal(await codeOf('mutation { setUserBio(value: "x") }', {}, token), 'missing_scope');
  assert.equal(
    await codeOf('mutation { v2ChangeStake(value: "1", type: "increase", tournamentNumber: 8) { type } }', {}, token),
    'missing_scope',
  );
  assert.equal(await codeOf('{ robata { jobs { id } } }', {}, server.token), 'missing_scope');
});

test('stakes go up and down; too much is refused, a decrease above the stake takes all', async () => {
  const change = `mutation($value: String!, $type: String!, $modelId: String, $tournamentNumber: Int!) {
    v2ChangeStake(value: $value type: $type modelId: $modelId tournamentNumber: $tournamentNumber) { dueDate requestedAmount status type } }`;
  const modelId = server.models.first.id;
  const staked = async () =>
    (await data<{ v3UserProfile: { stakeValue: string } }>('{ v3UserProfile(modelName: "ada_first") { stakeValue } }'))
      .v3UserProfile.stakeValue;
  const ask = (type: string, value: string) => ({ type, value, modelId, tournamentNumber: 8 });
  assert.deepEqual(await data(change, ask('increase', '10.5')), {
    v2ChangeStake: { dueDate: null, requestedAmount: '10.500000000000000000', status: 'confirmed', type: 'increase' },
  });
  assert.equal(await staked(), '10.500000000000000000', 'at once, because clients compute the next change from it');
  await data(change, ask('increase', '1e-05'));
  assert.equal(await staked(), '10.500010000000000000');
  assert.equal(await codeOf(change, ask('increase', '1000')), 'insufficient_funds');
  for (const value of ['0', '-1', 'nan', '1e-19', ''])
    assert.equal(await codeOf(change, ask('increase', value)), 'invalid_amount', value);
  assert.equal(await codeOf(change, ask('sideways', '1')), 'invalid_type');
  await data(change, ask('decrease', '0.5'));
  assert.equal(await staked(), '10.000010000000000000');
  const drained = await data(
    'mutation($drain: bool!, $modelId: String, $amount: String!) { releaseStake(drain: $drain modelId: $modelId amount: $amount) { requestedAmount drain type } }',
    { drain: true, modelId, amount: '11000000' },
  );
  assert.deepEqual(drained, {
    releaseStake: { requestedAmount: '10.000010000000000000', drain: true, type: 'decrease' },
  });
  assert.equal(await staked(), '0.000000000000000000');
});

test('payouts go into the wallet where that is chosen; multipliers are those of the policy', async () => {
  const choose = (selection: string) =>
    `mutation { v2ChangePayoutSelection(modelId: "${server.models.first.id}" tournamentNumber: 8 ${selection}) }`;
  const mode = async () => (await server.stakes.figures(server.models.first.model)).payoutMode;
  const asked = 'corrMultiplier: 1 tcMultiplier: 1 takeProfit: true';
  assert.deepEqual(await data(choose(asked)), { v2ChangePayoutSelection: 'payout selection updated' });
  assert.equal(await mode(), 'take_profit');
  for (const selection of ['corrMultiplier: 1 tcMultiplier: 0', 'mmcMultiplier: 2', 'corrMultiplier: 0.5']) {
    assert.equal(await codeOf(choose(`${selection} takeProfit: false`)), 'multiplier_not_offered', selection);
  }
  assert.equal(await mode(), 'take_profit');
  await data(choose('mmcMultiplier: 0 takeProfit: false'));
  assert.equal(await mode(), 'compound');
});

test("a model's own page says how its stake came about", async () => {
  const { robata } = await data<{ robata: { model: { ledger: { kind: string; stake: string }[] } | null } }>(
    '{ robata { model(name: "ada_first") { ledger(limit: 2) { kind stake stakeChange } } } }',
  );
  assert.deepEqual(
    robata.model?.ledger.map(({ kind, stake }) => [kind, stake]),
    [
      ['stake_drain', '0.000000000000000000'],
      ['stake_decrease', '10.000010000000000000'],
    ],
  );
});

test('an idempotency key makes a repeated change the first one', async () => {
  const payload = {
    query: `mutation { v2ChangeStake(value: "1", type: "increase", modelId: "${server.models.second.id}", tournamentNumber: 8) { requestedAmount } }`,
  };
  const headers = { authorization: `Token ${server.token}`, 'idempotency-key': 'once' };
  const first = await server.app.inject({ method: 'POST', url: '/', headers, payload });
  const second = await server.app.inject({ method: 'POST', url: '/', headers, payload });
  assert.equal(second.body, first.body);
  assert.equal((await server.stakes.figures(server.models.second.model)).stake, 10n ** 18n);
});

test("somebody else's model is no model, in every operation that names one", async () => {
  const id = server.stranger.model.id;
  for (const operation of [
    `query { model(modelId: "${id}") { name } }`,
    `query { user(modelId: "${id}") { v2Stake { status } } }`,
    `query { submissions(modelId: "${id}") { id } }`,
    `query { submissionUploadAuth(filename: "a.csv", tournament: 8, modelId: "${id}") { url } }`,
    `query { submissionUploadSignalsAuth(filename: "a.csv", modelId: "${id}") { url } }`,
    `query { diagnosticsUploadAuth(filename: "a.csv", tournament: 8, modelId: "${id}") { url } }`,
    `query { diagnostics(modelId: "${id}") { id } }`,
    `mutation { createSubmission(filename: "a.csv", tournament: 8, modelId: "${id}") { id } }`,
    `mutation { createSignalsSubmission(filename: "a.csv", modelId: "${id}") { id } }`,
    `mutation { createDiagnostics(filename: "a.csv", tournament: 8, modelId: "${id}") { id } }`,
    `mutation { v2ChangeStake(value: "1", type: "increase", modelId: "${id}", tournamentNumber: 8) { type } }`,
    `mutation { releaseStake(modelId: "${id}", amount: "1", drain: true) { type } }`,
    `mutation { setUserBio(value: "mine", modelId: "${id}") }`,
    `mutation { setUserLink(linkUrl: "https://example.org", modelId: "${id}") }`,
    `mutation { setSubmissionWebhook(modelId: "${id}", newSubmissionWebhook: "https://example.org") }`,
    `mutation { triggerModelWebhook(modelId: "${id}") }`,
  ]) {
    const answer = await server.ask(operation, {}, server.token);
    const codes = ['model_not_found', 'not_available'];
    assert.ok(
      codes.includes(String(answer.errors?.[0]?.extensions?.['code'])),
      `${operation}: ${JSON.stringify(answer)}`,
    );
  }
  const { v3UserProfile } = await data<{ v3UserProfile: { bio: string } }>(
    '{ v3UserProfile(modelName: "eve_first") { bio } }',
  );
  assert.equal(v3UserProfile.bio, '');
});

test('bio and link are set and shown; without a model id the first model is meant', async () => {
  await data('mutation($value: String!, $modelId: String) { setUserBio(value: $value modelId: $modelId) }', {
    value: 'I like trees.',
  });
  await data('mutation($linkUrl: String!, $linkText: String) { setUserLink(linkText: $linkText, linkUrl: $linkUrl) }', {
    linkUrl: 'https://example.org',
    linkText: 'home',
  });
  assert.deepEqual(await data('{ v3UserProfile(model_name: "ADA_first") { id bio linkText linkUrl } }'), {
    v3UserProfile: {
      id: server.models.first.id,
      bio: 'I like trees.',
      linkText: 'home',
      linkUrl: 'https://example.org/',
    },
  });
  assert.equal(await codeOf('mutation { setUserLink(linkUrl: "javascript:alert(1)") }'), 'invalid_link');
});

test('a model answers by its public id too, one of Signals with the right shape and nothing in it', async () => {
  const { v2UserProfile } = await data<{ v2UserProfile: { dailyUserPerformances: { stakeValue: number }[] } }>(
    `{ v2UserProfile(username: "${server.models.second.id}") { dailyUserPerformances { stakeValue } } }`,
  );
  assert.deepEqual(v2UserProfile.dailyUserPerformances, [{ stakeValue: 1 }]);
  assert.deepEqual(
    await data('{ user { username } v2UserProfile(username: "ada") { username } }'),
    { user: { username: 'ada_first' }, v2UserProfile: { username: 'ada_first' } },
    'in 2022 an account went by the name of its first model',
  );
  assert.deepEqual(
    await data(
      '{ v2SignalsProfile(modelName: "ada_signals") { username nmrStaked dailyModelPerformances { date } roundModelPerformances { corr } } }',
    ),
    {
      v2SignalsProfile: {
        username: 'ada_signals',
        nmrStaked: '0.000000000000000000',
        dailyModelPerformances: [],
        roundModelPerformances: [],
      },
    },
  );
  assert.deepEqual(
    await data(
      `{ submissionScores(modelId: "${server.models.signals.id}", tournament: 11) { value } v2RoundModelPerformances(modelId: "${server.models.signals.id}", tournament: 11) { atRisk } }`,
    ),
    {
      submissionScores: [],
      v2RoundModelPerformances: [],
    },
  );
  assert.deepEqual(
    await data('{ pendingModelPayouts(tournament: 11) { actual { roundNumber } pending { roundNumber } } }'),
    {
      pendingModelPayouts: { actual: [], pending: [] },
    },
  );
});

const CREATE = `mutation($filename: String!, $tournament: Int!, $modelId: String, $triggerId: String) {
  create_submission(filename: $filename tournament: $tournament modelId: $modelId triggerId: $triggerId source: "numerapi") { id } }`;
const UPLOAD = `query($filename: String!, $tournament: Int!, $modelId: String) {
  submission_upload_auth(filename: $filename tournament: $tournament modelId: $modelId) { filename url } }`;

async function uploaded(text: string, query = UPLOAD, modelId = server.models.first.id): Promise<string> {
  const answer = await data<Record<string, { filename: string; url: string }>>(query, {
    filename: 'predictions.csv',
    tournament: 8,
    modelId,
  });
  const { filename, url } = Object.values(answer)[0] as { filename: string; url: string };
  const put = await server.app.inject({ method: 'PUT', url: url.slice(url.indexOf('/uploads/')), payload: text });
  assert.equal(put.statusCode, 200);
  return filename;
}

const predictions = (value = (i: number): string => String((i + 1) / 102)): string =>
  `id,prediction\n${server.liveIds.map((id, i) => `${id},${value(i)}`).join('\n')}\n`;

test('predictions are uploaded and submitted; the submission is listed newest first, and can be downloaded', async () => {
  const modelId = server.models.first.id;
  const filename = await uploaded(predictions());
  const made = await data<{ create_submission: { id: string } }>(CREATE, {
    filename,
    tournament: 8,
    modelId,
    triggerId: 'abc',
  });
  const second = await data<{ create_submission: { id: string } }>(CREATE, {
    filename: await uploaded(predictions((i) => String(1 - (i + 1) / 102))),
    tournament: 0,
    modelId,
  });
  const { submissions } = await data<{ submissions: Record<string, unknown>[] }>(
    'query($modelId: String!) { submissions(modelId: $modelId) { id filename round { number tournament } triggerId insertedAt selected status } }',
    { modelId },
  );
  assert.deepEqual(
    submissions.map(({ id, round, triggerId, selected }) => [id, round, triggerId, selected]),
    [
      [second.create_submission.id, { number: 12, tournament: 8 }, null, true],
      [made.create_submission.id, { number: 12, tournament: 8 }, 'abc', false],
    ],
  );
  assert.match(String(submissions[0]?.['insertedAt']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  const { submissionDownloadAuth } = await data<{ submissionDownloadAuth: { url: string } }>(
    'query($id: String) { submissionDownloadAuth(id: $id) { filename url } }',
    made.create_submission,
  );
  const { url } = submissionDownloadAuth;
  const bytes = await server.app.inject(url.slice(url.indexOf('/submissions/')));
  assert.equal(bytes.body, predictions());
  const { model } = await data<{ model: { latestSubmissionV2: { id: string }; latestSignalsSubmissionV2: null } }>(
    '{ model { latestSubmissionV2 { id } latestSignalsSubmissionV2 { id } } }',
  );
  assert.deepEqual(model, { latestSubmissionV2: second.create_submission, latestSignalsSubmissionV2: null });
  const stranger = await server.ask(
    'query($id: String) { submissions(id: $id) { id } }',
    made.create_submission,
    server.stranger.token,
  );
  assert.equal(stranger.errors?.[0]?.extensions?.['code'], 'unknown_submission');
});

test('a bad file is refused in the mutation, with row and column; a lost upload and a closed tournament too', async () => {
  const modelId = server.models.first.id;
  const filename = await uploaded(predictions((i) => (i === 6 ? '1.5' : '0.5')));
  const { errors } = await server.ask(CREATE, { filename, tournament: 8, modelId }, server.token);
  assert.equal(errors?.[0]?.extensions?.['code'], 'invalid_submission_values');
  assert.match(errors?.[0]?.message ?? '', /[Rr]ow 7.*prediction/);
  // Clients download the newest of the list and take its trigger id for an answer: what was refused is not on it.
  const { submissions, model } = await data<{
    submissions: { id: string; status: string }[];
    model: { submissions: { id: string }[]; latestSubmissionV2: { id: string } };
  }>(
    'query($modelId: String) { submissions(modelId: $modelId) { id status } model(modelId: $modelId) { submissions { id } latestSubmissionV2 { id } } }',
    { modelId },
  );
  assert.deepEqual(new Set(submissions.map(({ status }) => status)), new Set(['accepted']));
  assert.deepEqual(
    model.submissions.map(({ id }) => id),
    submissions.map(({ id }) => id),
  );
  assert.equal(model.latestSubmissionV2.id, submissions[0]?.id);
  const [refused] = await server.submissions.submissions(server.models.first.model);
  assert.deepEqual([refused?.state, refused?.round], ['rejected', 12], 'it is kept, with its reason');
  const { submissions: byId } = await data<{ submissions: { errorInfo: string }[] }>(
    'query($id: String) { submissions(id: $id) { errorInfo } }',
    { id: refused?.id },
  );
  assert.match(byId[0]?.errorInfo ?? '', /[Rr]ow 7.*prediction/);
  assert.equal(await codeOf(CREATE, { filename: 'never-uploaded.csv', tournament: 8, modelId }), 'upload_not_found');
  const signals = server.models.signals.id;
  assert.equal(await codeOf(CREATE, { filename, tournament: 8, modelId: signals }), 'wrong_tournament');
  assert.equal(
    await codeOf(
      `mutation { createSignalsSubmission(filename: "x", modelId: "${signals}") { id firstEffectiveDate } }`,
    ),
    'upload_not_found',
  );
});

test('diagnostics are a list, also by their id, and belong to their account', async () => {
  const modelId = server.models.first.id;
  const filename = await uploaded(predictions(), UPLOAD.replace('submission_upload_auth', 'diagnosticsUploadAuth'));
  const { createDiagnostics } = await data<{ createDiagnostics: { id: string } }>(
    'mutation($filename: String!, $tournament: Int!, $modelId: String) { createDiagnostics(filename: $filename tournament: $tournament modelId: $modelId) { id } }',
    { filename, tournament: 8, modelId },
  );
  const query =
    'query($id: String, $modelId: String) { diagnostics(id: $id modelId: $modelId) { id status perEraDiagnostics { era } validationCorrMean } }';
  const wanted = {
    diagnostics: [{ ...createDiagnostics, status: 'pending', perEraDiagnostics: [], validationCorrMean: null }],
  };
  assert.deepEqual(await data(query, { id: createDiagnostics.id, modelId }), wanted);
  assert.deepEqual(await data(query, { id: createDiagnostics.id }), wanted);
  assert.deepEqual(await data(query, { modelId }), wanted);
  assert.deepEqual(await server.data(query, createDiagnostics, server.stranger.token), { diagnostics: [] });
});

test('datasets are listed and have an address that needs no token; an unknown file is an error and not null', async () => {
  const { listDatasets } = await server.data<{ listDatasets: string[] }>('{ listDatasets(tournament: 8) }');
  assert.ok(listDatasets.includes('v1.0/features.json'));
  const { dataset } = await server.data<{ dataset: string }>(
    'query($filename: String!, $round: Int, $tournament: Int) { dataset(filename: $filename round: $round tournament: $tournament) }',
    { filename: 'v1.0/features.json', round: 0, tournament: 8 },
  );
  const file = await server.app.inject(dataset.slice(dataset.indexOf('/datasets/')));
  assert.equal(file.body, '{"feature_sets":{}}');
  assert.equal(await codeOf('{ dataset(filename: "v1.0/nothing.parquet") }'), 'unknown_dataset');
  assert.equal(await codeOf('{ dataset(tournament: 8) }'), 'unknown_dataset');
});

test('a webhook is set, shown to its owner, called on demand and removed', async (context) => {
  const modelId = server.models.first.id;
  const bodies: string[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    bodies.push(await text(request));
    response.writeHead(bodies.length === 1 ? 200 : 500).end('{}');
  };
  const hook = createServer((request, response) => void take(request, response));
  context.after(() => hook.close());
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/hook`;
  const set =
    'mutation($modelId: String!, $newSubmissionWebhook: String) { setSubmissionWebhook(modelId: $modelId newSubmissionWebhook: $newSubmissionWebhook) }';
  const trigger = 'mutation ( $modelId: String! ) { triggerModelWebhook( modelId: $modelId ) }';
  const shown = async () =>
    (await data<{ model: { submissionWebhook: string | null } }>('{ model { submissionWebhook } }')).model;
  assert.deepEqual(await data(set, { modelId, newSubmissionWebhook: url }), { setSubmissionWebhook: 'true' });
  assert.deepEqual(await shown(), { submissionWebhook: url });
  const { triggerModelWebhook } = await data<{ triggerModelWebhook: string }>(trigger, { modelId });
  assert.equal((JSON.parse(bodies[0] as string) as { triggerId: string }).triggerId, triggerModelWebhook);
  const failed = await server.ask(trigger, { modelId }, server.token);
  assert.match(failed.errors?.[0]?.message ?? '', /Internal Server Error/, 'numerai-cli looks for these words');
  assert.deepEqual(await data(set, { modelId, newSubmissionWebhook: null }), { setSubmissionWebhook: 'true' });
  assert.deepEqual(await shown(), { submissionWebhook: null });
});

test('what is not there says so', async () => {
  assert.equal(await codeOf('{ computePickleDataVersions { id } }'), 'not_built');
  assert.equal(await codeOf('{ submissionUploadAuth(filename: "a", tournament: 12) { url } }'), 'unknown_tournament');
});
