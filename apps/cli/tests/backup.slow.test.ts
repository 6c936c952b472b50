import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { openDataFolder } from '@robata/tournament';
import { assertRefused, jsonOf, robata } from './robata.ts';
import { temporaryFiles } from './temporaryFiles.ts';

const { at, put } = temporaryFiles();

interface BackedUp {
  readonly rows: number;
  readonly bytes: number;
  readonly ledger: { readonly sequence: number; readonly hash: string };
}

/** All that a tournament shows, and the bytes of its files. */
async function stateOf(folder: string) {
  const place = await openDataFolder(folder);
  const { storage } = place;
  try {
    const [models, rounds, entries, scores, payouts, ledger, balances, fund, incidents] = await Promise.all([
      storage.models(),
      storage.rounds(),
      storage.entries({}),
      storage.scores({}),
      storage.payouts({}),
      storage.ledger(1, 1_000_000),
      storage.balances(),
      storage.fundDays(),
      storage.incidents(1_000_000),
    ]);
    const accounts = await storage.db.selectFrom('account').selectAll().orderBy('id').execute();
    const keys = await storage.db.selectFrom('api_key').selectAll().orderBy('public_id').execute();
    const names = readdirSync(join(folder, 'blobs'), { recursive: true, encoding: 'utf8' }).sort();
    const blobs = names
      .filter((name) => statSync(join(folder, 'blobs', name)).isFile())
      .map((name) => [name, readFileSync(join(folder, 'blobs', name)).toString('base64')]);
    return { models, rounds, entries, scores, payouts, ledger, balances, fund, incidents, accounts, keys, blobs };
  } finally {
    await place.close();
  }
}

describe('robata backup and restore', () => {
  const data = at('data');
  const file = at('tournament.tgz');
  let made: BackedUp;
  before(async () => {
    await jsonOf('season', '--generated', '--universe', '120', '--rounds', '6', '--models', '6', '--data', data);
    await jsonOf('admin', 'account', 'create', '--username', 'ada', '--email', 'ada@example.org', '--data', data);
    const model = ['--username', 'ada', '--tournament', 'classic', '--name', 'ada_1'];
    await jsonOf('admin', 'model', 'create', ...model, '--data', data);
    await jsonOf('admin', 'deposit', '--username', 'ada', '--amount', '12.5', '--data', data);
    made = await jsonOf<BackedUp>('backup', file, '--data', data);
  });

  it('writes a played season into one file for its owner alone', () => {
    assert.ok(made.rows > 1_000);
    assert.equal(statSync(file).size, made.bytes);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.deepEqual(
      readdirSync(at('.')).filter((name) => name.endsWith('.part')),
      [],
    );
  });

  it('restores all of it into a folder, where commands go on', async () => {
    const folder = at('restored');
    const restored = await jsonOf<BackedUp>('restore', file, '--data', folder);
    assert.deepEqual([restored.rows, restored.ledger], [made.rows, made.ledger]);
    assert.deepEqual(await stateOf(folder), await stateOf(data));
    const { accounts } = await jsonOf<{ accounts: { username: string }[] }>(
      'admin',
      'account',
      'list',
      '--data',
      folder,
    );
    assert.ok(accounts.some(({ username }) => username === 'ada'));
  });

  it('refuses with a sentence, and then nothing is there', async () => {
    const bytes = readFileSync(file);
    const short = await put('short.tgz', bytes.subarray(0, bytes.length / 2));
    const changed = Buffer.from(bytes);
    changed[1_000] = (changed[1_000] as number) ^ 1;
    const flipped = await put('flipped.tgz', changed);
    for (const bad of [short, flipped]) {
      await assertRefused(['restore', bad, '--data', at('never')], /is no whole backup of Robata: .*take another one/);
    }
    await assertRefused(['restore', at('absent.tgz'), '--data', at('never')], /cannot be read/);
    await assertRefused(['restore', '--data', at('never')], /name one file/);
    assert.equal(existsSync(at('never')), false);
    await assertRefused(['restore', file, '--data', data], /is not empty/);
    await assertRefused(['backup', file, '--data', data], /is there already/);
    await assertRefused(['backup', join(data, 'x.tgz'), '--data', data], /inside the data folder/);
    await assertRefused(['backup', at('x.tgz'), '--data', at('never')], /holds no tournament/);
    await assertRefused(['backup', at('no/such/folder.tgz'), '--data', data], /no such/i);
  });

  it('says what they do', async () => {
    for (const name of ['backup', 'restore']) {
      const { code, stdout } = await robata(name, '--help');
      assert.equal(code, 0);
      assert.match(stdout, new RegExp(`robata ${name} FILE`));
    }
  });
});
