import assert from 'node:assert/strict';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { createServer, registerAccounts } from '@robata/server';
import { type DataFolder, openDataFolder } from '@robata/tournament';
import { putChainDocument } from '@robata/tournament/chain';
import { openAccounts, type OpenedAccounts } from '../src/accountServices.ts';
import { announceServer } from '../src/serverFile.ts';
import { jsonOf, robata } from './robata.ts';
import { temporaryFiles } from './temporaryFiles.ts';

const { at } = temporaryFiles();
const isLong = process.env['ROBATA_LONG'] === '1';

interface Made {
  readonly accountId: string;
  readonly publicId: string;
  readonly secretKey: string;
}

/** The server of a folder as `robata start` has it, in this process. */
async function serve(folder: string): Promise<OpenedAccounts & { url: string; stop(): Promise<void> }> {
  const place: DataFolder = await openDataFolder(folder);
  const opened = await openAccounts(place, folder);
  const app = await createServer({
    reader: place.storage,
    blobs: place.blobs,
    webFolder: null,
    isReady: () => true,
  } as Parameters<typeof createServer>[0]);
  await registerAccounts(app, { ...opened, publicUrl: null });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const hide = announceServer(folder, url);
  return {
    ...opened,
    url,
    async stop() {
      hide();
      await app.close();
      await place.close();
    },
  };
}

/** A refusal after the database was opened, which takes more memory than the refusals of words. */
async function assertDomainRefusal(words: readonly string[], pattern: RegExp): Promise<void> {
  const { code, stdout, stderr } = await robata(...words);
  assert.match(stderr, pattern);
  assert.match(stderr, /^[^\n]+\.\n$/, 'one sentence or two on one line');
  assert.doesNotMatch(stderr, /node:internal|\bundefined\b|\[object/);
  assert.deepEqual([code, stdout], [1, '']);
}

for (const way of ['on the database of a folder that nobody serves', 'through the server of a folder'] as const) {
  describe(`robata admin ${way}`, () => {
    const folder = at(way.replaceAll(' ', '-'));
    const data = ['--data', folder];
    let server: Awaited<ReturnType<typeof serve>> | null = null;
    before(async () => {
      await (await openDataFolder(folder)).close();
      if (way.startsWith('through')) server = await serve(folder);
    });
    after(() => server?.stop());

    it('makes an account with a key, a model, and a deposit, as one line of JSON each', async () => {
      const made = await jsonOf<Made>(
        'admin',
        'account',
        'create',
        '--username',
        'ada',
        '--email',
        'ada@example.org',
        ...data,
      );
      assert.deepEqual(Object.keys(made), ['accountId', 'publicId', 'secretKey']);
      const model = await jsonOf<Record<string, string>>(
        'admin',
        'model',
        'create',
        '--username',
        'ada',
        '--tournament',
        'classic',
        '--name',
        'm1',
        ...data,
      );
      assert.match(model['modelId'] ?? '', /^[0-9a-f-]{36}$/);
      assert.deepEqual([model['name'], model['tournament']], ['m1', 'classic']);
      const deposit = () =>
        jsonOf<Record<string, string>>(
          'admin',
          'deposit',
          '--username',
          'ada',
          '--amount',
          '100',
          '--idempotency-key',
          'one',
          ...data,
        );
      const first = await deposit();
      assert.deepEqual([first['accountId'], first['amount'], first['available']], [made.accountId, '100', '100']);
      assert.deepEqual(await deposit(), first);
      if (server !== null) {
        const headers = { authorization: `Token ${made.publicId}$${made.secretKey}` };
        assert.equal((await fetch(`${server.url}/api/account`, { headers })).status, 200);
      }
    });

    it('refuses with one sentence and an exit code', async () => {
      await assertDomainRefusal(
        ['admin', 'deposit', '--username', 'ada', '--amount', '7', '--idempotency-key', 'one', ...data],
        /\.$/m,
      );
      await assertDomainRefusal(
        ['admin', 'key', 'create', '--username', 'ada', '--scopes', 'operate', ...data],
        /does not allow the scope operate/,
      );
      // The commands are the same: of each database that a process has to open in vain two refusals are enough.
      if (server === null && !isLong) return;
      await assertDomainRefusal(
        ['admin', 'account', 'create', '--username', 'ADA', '--email', 'x@example.org', ...data],
        /username ADA is not free\. Choose another one\.$/m,
      );
      await assertDomainRefusal(
        ['admin', 'account', 'create', '--username', 'x'.repeat(10_000), '--email', 'x@example.org', ...data],
        /A username has 3 to 32/,
      );
      await assertDomainRefusal(
        ['admin', 'deposit', '--username', 'ada', '--amount', '1e-19', ...data],
        /more than 18 decimal places/,
      );
      await assertDomainRefusal(
        ['admin', 'deposit', '--username', 'nobody', '--amount', '1', ...data],
        /no such account/,
      );
      await assertDomainRefusal(
        ['admin', 'model', 'create', '--username', 'ada', '--tournament', 'crypto', '--name', 'm', ...data],
        /not one of classic, signals/,
      );
      await assertDomainRefusal(
        ['admin', 'account', 'block', '--username', 'robata-operator', ...data],
        /cannot take its own powers/,
      );
    });

    it('shows people tables and sentences, and never a secret twice', async () => {
      const key = await jsonOf<Made>(
        'admin',
        'key',
        'create',
        '--username',
        'ada',
        '--name',
        'ci',
        '--scopes',
        'stake, webhook',
        ...data,
      );
      const list = await robata('admin', 'key', 'list', '--username', 'ada', ...data);
      assert.match(list.stdout, new RegExp(`${key.publicId} +ci +stake,webhook`));
      assert.ok(!list.stdout.includes(key.secretKey));
      assert.match(
        (await robata('admin', 'key', 'revoke', '--username', 'ada', '--public-id', key.publicId, ...data)).stdout,
        /is revoked since/,
      );
      assert.match(
        (await robata('admin', 'account', 'role', '--username', 'ada', '--role', 'investor', ...data)).stdout,
        /ada is investor now/,
      );
      assert.match((await robata('admin', 'account', 'list', ...data)).stdout, /^ada .* investor +active/m);
      assert.match(
        (await robata('admin', 'account', 'reset-password', '--username', 'ada', ...data)).stdout,
        /\/reset-password\?token=\S{32} /,
      );
      assert.match(
        (await robata('admin', 'model', 'list', '--username', 'ada', ...data)).stdout,
        /^m1 .* classic +1000001$/m,
      );
      assert.match((await robata('admin', 'audit', ...data)).stdout, /robata-operator +deposit +ada/);
    });

    it('keeps the operator’s key and the secret of the sessions for the owner of the folder alone', () => {
      for (const name of ['operator.json', 'secret', ...(server === null ? [] : ['server.json'])]) {
        assert.equal(statSync(`${folder}/${name}`).mode & 0o777, 0o600, name);
      }
      const { secretKey } = JSON.parse(readFileSync(`${folder}/operator.json`, 'utf8')) as Made;
      assert.match(secretKey, /^[A-Z2-7]{32}$/);
    });
  });
}

it('does not mind the file of a server that died, nor give its key to who listens there now', async (context) => {
  const folder = at('died');
  await (await openDataFolder(folder)).close();
  let asked = 0;
  const { createServer: createStranger } = await import('node:http');
  const stranger = createStranger((_request, response) => {
    asked += 1;
    response.end('{}');
  });
  context.after(() => stranger.close());
  await new Promise<void>((resolve) => {
    stranger.listen(0, '127.0.0.1', resolve);
  });
  const { port } = stranger.address() as { port: number };
  writeFileSync(`${folder}/server.json`, JSON.stringify({ url: `http://127.0.0.1:${port}`, pid: process.pid }));
  const { accounts } = await jsonOf<{ accounts: { username: string }[] }>('admin', 'account', 'list', '--data', folder);
  assert.deepEqual(
    accounts.map(({ username }) => username),
    ['robata-operator'],
  );
  assert.equal(asked, 0);
  await new Promise((resolve) => {
    stranger.close(resolve);
  });

  const place = await openDataFolder(folder);
  for (const text of [
    `{"url":"http://127.0.0.1:${port}","pid":${process.pid}}`,
    '{"url":"http://127.0.0.1:1","pid":4194304}',
    'x',
    '{}',
  ]) {
    writeFileSync(`${folder}/server.json`, text);
    await assertDomainRefusal(
      ['admin', 'account', 'list', '--data', folder],
      /does not answer: see whether|in use by a robata process that is not its server/,
    );
  }
  await place.close();
});

it('makes a new operator’s key when the file is removed, which ends the old one, and says what to do when it is damaged', async () => {
  const folder = at('operator');
  const place = await openDataFolder(folder);
  const { operator, accounts } = await openAccounts(place, folder);
  assert.deepEqual((await openAccounts(place, folder)).operator, operator, 'the same at each start');
  rmSync(`${folder}/operator.json`);
  const next = (await openAccounts(place, folder)).operator;
  assert.notEqual(next.publicId, operator.publicId);
  const keys = await accounts.listKeys(operator.accountId);
  assert.equal(keys.filter(({ revokedAt }) => revokedAt === null).length, 1);
  await place.close();
  writeFileSync(`${folder}/operator.json`, '{"accountId":1}');
  await assertDomainRefusal(
    ['admin', 'account', 'list', '--data', folder],
    /operator\.json is no operator's key\. Remove it and start/,
  );
});

it('posts no points where stakes are tokens of a vault, also while nobody serves the folder', async () => {
  // That of the test before: to make another takes longer.
  const folder = at('died');
  const place = await openDataFolder(folder);
  const { storage } = place;
  const vault = { chainId: 31_337, vault: `0x${'11'.repeat(20)}`, afterSequence: 0 } as const;
  await storage.transaction((writer) => putChainDocument(writer, 'chain/vault', vault));
  const { commands, accounts, operator } = await openAccounts(place, folder);
  const account = await accounts.require({ id: operator.accountId });
  const { username } = account;
  for (const [words, input] of [
    ['deposit', { username, amount: '5' }],
    ['treasury deposit', { amount: '5' }],
    ['withdrawal confirm', { request: 'r1', reference: 'by bank' }],
  ] as const) {
    const done = commands[words]?.(input, { operator: account, idempotencyKey: words });
    await assert.rejects(done ?? Promise.resolve(), { code: 'on_chain' }, words);
  }
  assert.equal((await storage.balances()).size, 0);
  await place.close();
});
