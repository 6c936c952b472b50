import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { robataClient } from '@robata/client';
import { createServer, openServices, type TournamentServices } from '@robata/server';
import { openDataFolder } from '@robata/tournament';
import { announceServer } from '../src/serverFile.ts';
import { assertRefused, jsonOf, robata } from './robata.ts';
import { temporaryFiles } from './temporaryFiles.ts';

const { at, put } = temporaryFiles();
const folder = at('played');
const data = ['--data', folder];
const ROUND = '3';

interface Report {
  readonly status: string;
  readonly head: { readonly sequence: number; readonly hash: string };
  readonly rounds: number;
  readonly resolved: number;
  readonly faults: readonly { readonly where: string; readonly fault: string }[];
}

/** The server of the folder as `robata serve` has it, in this process. */
async function serve(): Promise<{
  url: string;
  services: TournamentServices;
  storage: Awaited<ReturnType<typeof openDataFolder>>['storage'];
  stop(): Promise<void>;
}> {
  let url = '';
  const place = await openDataFolder(folder);
  const fail = (error: unknown): void => assert.fail(String(error));
  const services = await openServices({
    place,
    folder,
    publicUrl: () => url,
    configuredUrl: null,
    allowPrivateWebhooks: false,
    now: () => new Date(),
    onFault: fail,
  });
  const app = await createServer({
    reader: place.storage,
    blobs: place.blobs,
    webFolder: null,
    isReady: () => true,
    services,
    onFailure: fail,
  });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
  const hide = announceServer(folder, url);
  return {
    url,
    services,
    storage: place.storage,
    async stop() {
      hide();
      await app.close();
      await services.stop();
      await place.close();
    },
  };
}

before(async () => {
  const words = ['--generated', '--universe', '100', '--rounds', '3', '--models', '5', '--seed', '3', ...data];
  const season = await jsonOf<{ resolved: number }>('season', ...words);
  assert.equal(season.resolved, 3);
});

describe('robata verify on a folder that nobody serves', () => {
  it('computes the whole ledger again', async () => {
    const report = await jsonOf<Report>('verify', 'ledger', ...data);
    assert.deepEqual([report.status, report.faults, report.rounds, report.resolved], ['verified', [], 3, 3]);
    const { stdout } = await robata('verify', 'ledger', ...data);
    assert.equal(
      stdout.includes(`The ledger verifies: ${report.head.sequence} entries`) && stdout.includes(report.head.hash),
      true,
      stdout,
    );
  });

  it('checks a payout against the published root', async () => {
    const { code, stdout } = await robata('verify', 'payout', '--round', ROUND, '--model', 'copycat', ...data);
    assert.match(stdout, /^Model \d+ got -?[\d.]+ for [\d.]+ at risk in round classic\/3, .* published root\.\n$/);
    assert.equal(code, 0);
    const words = ['verify', 'payout', '--round', ROUND, '--model'];
    await assertDifferent([...words, 'nobody', ...data], /Nothing of nobody was at risk in round 3/);
    await assertDifferent([...words, 'copycat', '--root', 'ab', ...data], /The root is not the published one/);
  });

  it('says what of the database differs, with the entry, the account or the row', async () => {
    const tampering: readonly (readonly [sql: string, undo: string, pattern: RegExp])[] = [
      [
        `update payout set amount = amount - 1 where round = ${ROUND} and model = 2`,
        `update payout set amount = amount + 1 where round = ${ROUND} and model = 2`,
        /does not verify: one difference, the first at round 3, model 2 \(payout_differs\)/,
      ],
      [
        "update ledger_entry set body = replace(body, 'deposit', 'deposlt') where sequence = 1",
        "update ledger_entry set body = replace(body, 'deposlt', 'deposit') where sequence = 1",
        /differences, the first at entry 1 \(column_differs\)/,
      ],
    ];
    for (const [sql, undo, pattern] of tampering) {
      await tamper(sql);
      await assertDifferent(['verify', 'ledger', ...data], pattern, /^(round 3, model 2|entry 1): /);
      const { code, stdout } = await robata('verify', 'ledger', '--json', ...data);
      assert.deepEqual([code, (JSON.parse(stdout) as Report).status], [1, 'faulty']);
      await tamper(undo);
    }
    assert.equal((await jsonOf<Report>('verify', 'ledger', ...data)).status, 'verified');
  });
});

describe('robata verify and admin while the server runs', () => {
  let server: Awaited<ReturnType<typeof serve>>;
  before(async () => (server = await serve()));
  after(() => server.stop());

  it('computes the whole ledger again, and money that moved since', async () => {
    const before = await jsonOf<Report>('verify', 'ledger', ...data);
    await robata('admin', 'account', 'create', '--username', 'ada', '--email', 'ada@example.org', ...data);
    await robata('admin', 'deposit', '--username', 'ada', '--amount', '100', ...data);
    const report = await jsonOf<Report>('verify', 'ledger', ...data);
    assert.deepEqual([report.status, report.head.sequence], ['verified', before.head.sequence + 1]);
  });

  it('checks a proof that was downloaded, with the root that was noted', async () => {
    const address = `${server.url}/api/rounds/${ROUND}`;
    const proof = await (await fetch(`${address}/payouts/copycat/proof`)).text();
    const { round } = (await (await fetch(address)).json()) as { round: { payoutRoot: string; planHash: string } };
    const file = await put('proof.json', proof);
    const published = ['--root', round.payoutRoot, '--plan-hash', round.planHash];
    assert.equal((await robata('verify', 'payout', file, ...published)).code, 0);
    const alone = await robata('verify', 'payout', file);
    assert.match(alone.stdout, /compare it with the published one\.$/m, 'it says what it does not show');
    const changed = await put('changed.json', proof.replace(/"payout":"-?/, '"payout":"1'));
    await assertDifferent(['verify', 'payout', changed, ...published], /does not follow from its stake/);
    const asked = ['verify', 'payout', '--server', server.url, '--round', ROUND, '--model', 'copycat'];
    const json = await jsonOf<{ status: string; root: string }>(...asked);
    assert.deepEqual([json.status, json.root], ['verified', round.payoutRoot]);
  });

  it('computes the scores of a round again from what the server publishes', async () => {
    const words = ['verify', 'round', ROUND, '--server', server.url];
    const { code, stdout } = await robata(...words);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^copycat: root, evidence, kit, meta model, submission, corr, .*, tc, .* verified$/m);
    const root = /6 receipts in root ([0-9a-f]{64})\.$/m.exec(stdout)?.[1] as string;
    const json = await jsonOf<{ root: string; models: object[] }>(...words, '--model', 'example', '--root', root);
    assert.deepEqual([json.root, json.models.length], [root, 1]);
    const noted = root.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    const refuted = await robata(...words, '--root', noted);
    assert.equal(refuted.code, 1);
    assert.match(refuted.stderr, /6 of 6 models, .* another root than the published one/);
    const other = await put('other.csv', 'id,prediction\nn1,0.5\n');
    const given = ['--model', 'example', '--predictions', other];
    await assertRefused([...words, ...given], /The predictions have no value for .*: give the file/);
  });

  it('verifies everybody of a round by the name of its close, whatever a model is called now', async () => {
    const { storage, url } = server;
    const models = await storage.models();
    const renamed = models.map((model) => (model.name === 'example' ? { ...model, name: 'example-2' } : model));
    await storage.transaction((writer) => writer.putModels(renamed));
    const { code, stdout, stderr } = await robata('verify', 'round', ROUND, '--server', url);
    await storage.transaction((writer) => writer.putModels(models));
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^example: root, .* verified$/m);
    assert.match(stdout, /6 receipts in root/);
  });

  it('diagnoses predictions on this machine, from data that is downloaded once', async () => {
    const client = robataClient({ origin: server.url });
    const name = (await client.datasets()).find((each) => each.endsWith('validation_example_preds.parquet')) ?? '';
    const chunks: Uint8Array[] = [];
    for await (const chunk of client.download(name)) chunks.push(chunk);
    const file = await put('example.parquet', Buffer.concat(chunks));
    const words = ['diagnose', file, '--server', server.url, '--cache', at('cache')];
    const { figures } = await jsonOf<{ figures: Record<string, number> }>(...words);
    assert.ok((figures['erasAcceptedCount'] ?? 0) > 0);
    assert.equal(figures['validationCorrCorrWExamplePreds'], 1);
    assert.deepEqual((await jsonOf<{ figures: object }>(...words)).figures, figures);
    const gradient = ['diagnose', '--gradient', at('gradient.csv'), '--server', server.url, '--cache', at('cache')];
    await assertRefused(gradient, /no round of the validation eras has resolved yet/);
    await assertRefused(['diagnose', '--server', server.url], /name one file/);
  });

  it('does what operators do with money and rounds', async () => {
    const account = await server.services.accounts.require({ username: 'ada' });
    const { request } = await server.services.stakes.requestWithdrawal({ account: account.id, amount: '25' });
    const list = await robata('admin', 'withdrawal', 'list', '--state', 'waiting', ...data);
    assert.match(list.stdout, new RegExp(`^${request} +ada +25 +waiting`, 'm'));
    const sent = await robata('admin', 'withdrawal', 'confirm', request, '--reference', 'transfer 1', ...data);
    assert.equal(sent.stdout, '25 of ada went out (transfer 1).\n');
    assert.match((await robata('admin', 'treasury', ...data)).stdout, /at this rate it pays \d+ more rounds?\.$/m);
    assert.match((await robata('admin', 'round', 'show', ROUND, ...data)).stdout, /^3 .* resolved /m);
    const plan = await jsonOf<{ hash: string; rows: object[] }>('admin', 'round', 'plan', ROUND, ...data);
    assert.ok(plan.rows.length >= 4);
    const table = await robata('admin', 'round', 'plan', '--number', ROUND, ...data);
    assert.match(table.stdout, new RegExp(`^plan +${plan.hash}$`, 'm'));
    await assertDifferent(
      ['admin', 'round', 'approve', ROUND, '--plan', plan.hash, ...data],
      /has no payout plan yet|is resolved/,
    );
    await assertDifferent(['admin', 'round', 'cancel', ROUND, '--reason', 'x', ...data], /Round 3 is resolved/);
    const { entries } = await jsonOf<{ entries: { key: string }[] }>(
      'admin',
      'ledger',
      'keys',
      '--kind',
      'deposit',
      ...data,
    );
    const key = entries[0]?.key ?? '';
    await assertDifferent(['admin', 'ledger', 'reverse', key, '--reason', 'x', ...data], /wallet/);
    await robata('admin', 'deposit', '--username', 'ada', '--amount', '25', '--idempotency-key', 'twice', ...data);
    const again = `account:${account.id}:twice`;
    const reversed = await robata('admin', 'ledger', 'reverse', again, '--reason', 'It came twice.', ...data);
    assert.match(reversed.stdout, /^Entry \d+ reverses account:.*:twice: /);
    assert.equal((await jsonOf<Report>('verify', 'ledger', ...data)).status, 'verified');
  });
});

it('refuses what it cannot verify before it opens anything', async () => {
  await assertRefused(['verify'], /say what to verify; it verifies ledger, payout, fund, round/);
  await assertRefused(['verify', 'round'], /say which one, as robata verify round 12/);
  await assertRefused(['verify', 'round', '3', '--server', 'x'], /give an address such as/);
  await assertRefused(['verify', 'weather'], /there is no verifying 'weather'/);
  await assertRefused(['verify', 'ledger', '--data', at('none')], /verify ledger: .* holds no tournament/);
  await assertRefused(['verify', 'payout', at('none.json')], /cannot be read \(ENOENT\)/);
  await assertRefused(['verify', 'payout', '--round', '3'], /--model is missing/);
  await assertRefused(['verify', 'payout', 'file', '--round', '3'], /name a file, or --round and --model/);
  await assertRefused(['verify', 'payout', '--round', '3', '--model', 'm', '--server', 'x'], /give an address such as/);
  await assertRefused(['verify', 'payout', await put('text.json', '{"a":1}')], /does not verify: The file is no proof/);
  for (const words of [['verify'], ['verify', 'ledger'], ['verify', 'payout']]) {
    assert.match((await robata(...words, '--help')).stdout, /^robata verify/);
  }
});

async function tamper(sql: string): Promise<void> {
  const { storage, close } = await openDataFolder(folder);
  await storage.executeSql(`set session_replication_role = replica; ${sql}`);
  await close();
}

/** One sentence on stderr and exit code 1; on stdout what differs, where it says so. */
async function assertDifferent(words: readonly string[], pattern: RegExp, shown?: RegExp): Promise<void> {
  const { code, stdout, stderr } = await robata(...words);
  assert.match(stderr, pattern);
  assert.match(stderr, /^[^\n]+\.\n$/);
  assert.equal(code, 1);
  if (shown === undefined) assert.equal(stdout, '');
  else assert.match(stdout, shown);
}
