import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { SqlStorage } from '../storage/sqlStorage.ts';
import type { Account } from './accountRecords.ts';
import { type AccountService, accountService } from './accountService.ts';
import { authOptions, openPeople, type People } from './people.ts';
import { FIRST_MODEL } from './accountTables.ts';
import { modelUuid } from './modelUuid.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SECRET = 'for-the-tests-of-this-file-alone-0123456789';

/** A DomainError of this code. */
const refusal = (code: string) => (error: unknown) => {
  assert.equal((error as { code?: string }).code, code, String(error));
  return true;
};

/** What accounts must do on every database. `open` gives an empty one. */
export function accountsContract(
  name: string,
  open: () => Promise<SqlStorage>,
  options: { skip?: string | false } = {},
): void {
  describe(`accounts contract: ${name}`, { skip: options.skip ?? false }, () => {
    let storage: SqlStorage;
    let accounts: AccountService;
    let elsewhere: AccountService;
    let people: People;
    let time = Date.parse('2024-01-06T18:00:00.750Z');
    let count = 0;
    const now = () => new Date(time);
    const newAccount = (change: { role?: 'participant' | 'investor' | 'operator' } = {}): Promise<Account> => {
      count += 1;
      return accounts.create({ username: `user-${count}`, email: `user-${count}@example.org`, ...change });
    };
    before(async () => {
      storage = await open();
      accounts = accountService({ db: storage.db, now });
      elsewhere = accountService({ db: storage.db, now });
      people = await openPeople({ db: storage.db, accounts, secret: SECRET, publicUrl: null });
    });
    after(() => storage.close());

    describe('accounts', () => {
      it('are found by id, username and e-mail whatever the case, and keep their name as typed', async () => {
        const ada = await accounts.create({ username: 'Ada_L', email: 'Ada@Example.ORG' });
        assert.match(ada.id, UUID);
        assert.deepEqual(ada, {
          id: ada.id,
          username: 'Ada_L',
          email: 'ada@example.org',
          role: 'participant',
          status: 'active',
          insertedAt: '2024-01-06T18:00:00Z',
        });
        for (const key of [{ id: ada.id }, { username: 'aDA_l' }, { email: 'ADA@example.org' }]) {
          assert.deepEqual(await accounts.find(key), ada);
        }
        assert.equal(await accounts.find({ username: 'nobody-here' }), null);
        await assert.rejects(accounts.require({ id: 'x' }), refusal('account_not_found'));
      });

      it('refuse a name or an address that is taken in another case, also of two who come at once', async () => {
        await accounts.create({ username: 'grace', email: 'grace@example.org' });
        await assert.rejects(accounts.create({ username: 'GRACE', email: 'g@example.org' }), refusal('username_taken'));
        await assert.rejects(
          accounts.create({ username: 'grace2', email: 'GRACE@Example.org' }),
          refusal('email_taken'),
        );
        assert.equal(await accounts.find({ username: 'grace2' }), null, 'nothing of a refused account stays');
        const both = await Promise.allSettled(
          ['Twin', 'twin'].map((username, i) => accounts.create({ username, email: `twin${i}@example.org` })),
        );
        assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
      });

      it('refuse names that could pass for others, hold markup, or are endless', async () => {
        const bad = [
          '',
          'ab',
          'аda',
          'ada\u200d',
          'ada b',
          '-ada',
          'a'.repeat(10_000),
          '<b>ada</b>',
          'ada.l',
          '../ada',
          "ada'--",
          'ada\n',
        ];
        for (const username of bad) {
          await assert.rejects(accounts.create({ username, email: 'x@example.org' }), refusal('invalid_username'));
        }
        for (const username of ['admin', 'Treasury', 'ROBATA']) {
          await assert.rejects(accounts.create({ username, email: 'x@example.org' }), refusal('username_taken'));
        }
        const addresses = [
          '',
          'x',
          'x@',
          '@x.org',
          'x@y',
          'x@@example.org',
          'x y@example.org',
          'x@example.org\n',
          'ä@example.org',
          `${'a'.repeat(65)}@example.org`,
        ];
        for (const email of [...addresses, `x@${'a.'.repeat(5_000)}org`, 'x@-a.org', '.x@example.org', 'x@127.0.0.1']) {
          await assert.rejects(accounts.create({ username: 'unlucky', email }), refusal('invalid_email'), email);
        }
      });

      it('never get the name of a participant of a season', async () => {
        const bot = { kind: 'ridge', description: '', marked: false };
        await storage.transaction((writer) =>
          writer.putModels([{ id: 1, name: 'ridge-a', account: 'ridge-a', ...bot }]),
        );
        await assert.rejects(
          accounts.create({ username: 'Ridge-A', email: 'r@example.org' }),
          refusal('username_taken'),
        );
      });

      it('are listed in pages by name', async () => {
        const all = await accounts.list({ limit: 1_000 });
        const names = all.map(({ username }) => username.toLowerCase());
        assert.deepEqual(names, names.toSorted());
        const first = await accounts.list({ limit: 2 });
        const rest = await accounts.list({ after: first.at(-1)?.username ?? '', limit: 1_000 });
        assert.deepEqual([...first, ...rest], all);
      });
    });

    describe('keys', () => {
      it('are shown once, stored as a hash, and authenticate what their role allows', async () => {
        const { id } = await newAccount();
        const { secretKey, ...key } = await accounts.createKey({ account: id, name: 'laptop' });
        assert.match(key.publicId, /^[A-Z2-7]{32}$/);
        assert.match(secretKey, /^[A-Z2-7]{32}$/);
        assert.deepEqual(await accounts.listKeys(id), [key]);
        const row = await storage.db
          .selectFrom('api_key')
          .selectAll()
          .where('public_id', '=', key.publicId)
          .executeTakeFirstOrThrow();
        assert.ok(!JSON.stringify(row).includes(secretKey));
        const holder = await accounts.authenticateKey(`${key.publicId}$${secretKey}`);
        assert.equal(holder?.account.id, id);
        assert.deepEqual(
          [...(holder?.scopes ?? [])],
          ['read_user_info', 'read_submission_info', 'upload_submission', 'stake', 'webhook'],
        );
      });

      it('do not authenticate with a wrong secret, a text of another form, or when nobody has them', async () => {
        const { id } = await newAccount();
        const { publicId, secretKey } = await accounts.createKey({ account: id, name: '' });
        const other = await accounts.createKey({ account: id, name: '' });
        const bad = [
          `${publicId}$${other.secretKey}`,
          `${publicId}$${secretKey.toLowerCase()}`,
          `${publicId}$${secretKey} `,
          `${publicId}$`,
          publicId,
          `$${secretKey}`,
          `${publicId}$$${secretKey}`,
          `${publicId.toLowerCase()}$${secretKey}`,
          `${'A'.repeat(32)}$${secretKey}`,
          `${publicId}$${'A'.repeat(100_000)}`,
          `' or true --$${secretKey}`,
          '',
        ];
        for (const text of bad) assert.equal(await accounts.authenticateKey(text), null, text.slice(0, 80));
        assert.notEqual(await accounts.authenticateKey(`${publicId}$${secretKey}`), null);
      });

      it('end when they are revoked: here at once, in another process within seconds', async () => {
        const { id } = await newAccount();
        const { publicId, secretKey } = await accounts.createKey({ account: id, name: 'x' });
        const text = `${publicId}$${secretKey}`;
        assert.notEqual(await elsewhere.authenticateKey(text), null);
        assert.notEqual(await accounts.authenticateKey(text), null);
        const revoked = await accounts.revokeKey(id, publicId);
        assert.equal(revoked.revokedAt, now().toISOString().replace('.750', ''));
        assert.equal(await accounts.authenticateKey(text), null);
        time += 5_000;
        assert.equal(await elsewhere.authenticateKey(text), null);
        assert.equal(
          (await accounts.revokeKey(id, publicId)).revokedAt,
          revoked.revokedAt,
          'once more changes nothing',
        );
      });

      it('are not revoked by somebody else', async () => {
        const [ada, eve] = [await newAccount(), await newAccount()];
        const { publicId, secretKey } = await accounts.createKey({ account: ada.id, name: 'x' });
        await assert.rejects(accounts.revokeKey(eve.id, publicId), refusal('key_not_found'));
        assert.notEqual(await accounts.authenticateKey(`${publicId}$${secretKey}`), null);
      });

      it('do nothing while their account is blocked, and lose a scope that the role loses', async () => {
        const { id } = await newAccount({ role: 'operator' });
        const { publicId, secretKey } = await accounts.createKey({ account: id, name: 'x' });
        const scopes = async () => (await accounts.authenticateKey(`${publicId}$${secretKey}`))?.scopes;
        assert.equal((await scopes())?.has('operate'), true);
        await accounts.setRole(id, 'participant');
        assert.equal((await scopes())?.has('operate'), false);
        assert.equal((await scopes())?.has('stake'), true);
        await accounts.setStatus(id, 'blocked');
        assert.equal(await scopes(), undefined);
        assert.equal(await accounts.activeAccount(id), null);
        await accounts.setStatus(id, 'active');
        assert.equal((await scopes())?.has('stake'), true);
      });

      it('take only scopes that the role has', async () => {
        const { id } = await newAccount();
        await assert.rejects(
          accounts.createKey({ account: id, name: 'x', scopes: ['operate'] }),
          refusal('invalid_scope'),
        );
        const key = await accounts.createKey({ account: id, name: 'x', scopes: ['read_user_info', 'read_user_info'] });
        assert.deepEqual(key.scopes, ['read_user_info']);
        await assert.rejects(accounts.createKey({ account: id, name: 'x'.repeat(10_000) }), refusal('invalid_text'));
        await assert.rejects(accounts.createKey({ account: 'nobody', name: 'x' }), refusal('account_not_found'));
      });

      it('say when they were last used, to a minute, however often they are', async () => {
        const { id } = await newAccount();
        const { publicId, secretKey } = await accounts.createKey({ account: id, name: 'x' });
        const lastUsed = async () => (await accounts.listKeys(id))[0]?.lastUsedAt;
        const use = () => accounts.authenticateKey(`${publicId}$${secretKey}`);
        assert.equal(await lastUsed(), null);
        await Promise.all(Array.from({ length: 300 }, use));
        const first = await lastUsed();
        assert.equal(Date.parse(first ?? ''), Math.floor(time / 1000) * 1000);
        time += 30_000;
        await use();
        assert.equal(await lastUsed(), first);
        time += 31_000;
        await use();
        assert.equal(Date.parse((await lastUsed()) ?? ''), Math.floor(time / 1000) * 1000);
      });

      it('are at most a hundred for an account, also when made at once', { timeout: 60_000 }, async () => {
        const { id } = await newAccount();
        const made = await Promise.allSettled(
          Array.from({ length: 105 }, () => accounts.createKey({ account: id, name: '' })),
        );
        assert.equal(made.filter(({ status }) => status === 'fulfilled').length, 100);
        const [refused] = made.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
        refusal('too_many_keys')(refused?.reason);
        await accounts.revokeKey(id, (await accounts.listKeys(id))[0]?.publicId ?? '');
        await accounts.createKey({ account: id, name: '' });
      });
    });

    describe('models', () => {
      it('get a number that no season uses, a lasting id, and a row that rounds know', async () => {
        const ada = await newAccount();
        const slot = await accounts.createModel({ account: ada.id, name: 'Alpha', tournament: 'classic' });
        assert.ok(slot.model >= FIRST_MODEL);
        assert.match(slot.id, UUID);
        const row = (await storage.models()).find(({ id }) => id === slot.model);
        assert.deepEqual(row, {
          id: slot.model,
          name: 'Alpha',
          account: ada.username,
          kind: 'participant',
          description: '',
          marked: false,
        });
        const second = await accounts.createModel({ account: ada.id, name: 'beta', tournament: 'signals' });
        assert.deepEqual(await accounts.listModels(ada.id), [slot, second]);
        const renamed = await accounts.renameModel(ada.id, slot.id, 'gamma');
        assert.deepEqual(renamed, { ...slot, name: 'gamma' });
        assert.deepEqual(await accounts.requireModel(ada.id, slot.id), renamed);
        assert.equal(await accounts.findModel({ name: 'alpha' }), null);
      });

      it('have names that are unique whatever the case, a season’s included', async () => {
        const [ada, eve] = [await newAccount(), await newAccount()];
        const slot = await accounts.createModel({ account: ada.id, name: 'Delta', tournament: 'classic' });
        for (const name of ['delta', 'DELTA', 'RIDGE-A']) {
          const made = accounts.createModel({ account: eve.id, name, tournament: 'classic' });
          await assert.rejects(made, refusal('model_name_taken'));
        }
        // What /wallet/chain shows is no model's.
        for (const name of ['chain', 'Chain']) {
          const made = accounts.createModel({ account: eve.id, name, tournament: 'classic' });
          await assert.rejects(made, refusal('model_name_taken'));
          await assert.rejects(accounts.renameModel(ada.id, slot.id, name), refusal('model_name_taken'));
        }
        const other = await accounts.createModel({ account: eve.id, name: 'epsilon', tournament: 'classic' });
        await assert.rejects(accounts.renameModel(eve.id, other.id, 'dElTa'), refusal('model_name_taken'));
        assert.equal(
          (await accounts.renameModel(ada.id, slot.id, 'DELTA')).name,
          'DELTA',
          'its own name in another case',
        );
        for (const name of ['', 'dеlta', 'a b', 'x'.repeat(10_000), '../../etc', '_x', 'a\u0000']) {
          await assert.rejects(
            accounts.createModel({ account: ada.id, name, tournament: 'classic' }),
            refusal('invalid_model_name'),
          );
        }
      });

      it('are only their owner’s to change', async () => {
        const [ada, eve] = [await newAccount(), await newAccount()];
        const slot = await accounts.createModel({ account: ada.id, name: 'zeta', tournament: 'classic' });
        await assert.rejects(accounts.renameModel(eve.id, slot.id, 'mine'), refusal('model_not_found'));
        await assert.rejects(accounts.describeModel(eve.id, slot.id, { bio: 'mine' }), refusal('model_not_found'));
        await assert.rejects(accounts.requireModel(eve.id, slot.id), refusal('model_not_found'));
        await assert.rejects(accounts.requireModel(ada.id, "' or true --"), refusal('model_not_found'));
        assert.deepEqual(await accounts.requireModel(ada.id, slot.id), slot);
      });

      it('tell of themselves in text and one web link', async () => {
        const ada = await newAccount();
        const { id } = await accounts.createModel({ account: ada.id, name: 'eta', tournament: 'classic' });
        const about = { bio: ' <b>trees</b> & ✓ ', linkUrl: 'https://example.org/a b', linkText: 'notes' };
        const told = await accounts.describeModel(ada.id, id, about);
        assert.deepEqual(
          [told.bio, told.linkUrl, told.linkText],
          ['<b>trees</b> & ✓', 'https://example.org/a%20b', 'notes'],
        );
        const less = await accounts.describeModel(ada.id, id, { linkUrl: null });
        assert.deepEqual([less.bio, less.linkUrl, less.linkText], ['<b>trees</b> & ✓', null, 'notes']);
        assert.deepEqual(await accounts.describeModel(ada.id, id, {}), less);
        for (const linkUrl of [
          'javascript:alert(1)',
          'data:text/html,x',
          'x',
          `https://e.org/${'a'.repeat(10_000)}`,
          'https://a:b@e.org',
        ]) {
          await assert.rejects(accounts.describeModel(ada.id, id, { linkUrl }), refusal('invalid_link'));
        }
        for (const bio of ['x'.repeat(10_000), 'a\u0000b', '\u202egnp.exe']) {
          await assert.rejects(accounts.describeModel(ada.id, id, { bio }), refusal('invalid_text'));
        }
      });

      it('are found by anybody by id, name or number, and a season’s by the UUID of its name', async () => {
        const ada = await newAccount();
        const slot = await accounts.createModel({ account: ada.id, name: 'Theta', tournament: 'signals' });
        const found = await accounts.findModel({ name: 'THETA' });
        assert.deepEqual(found, {
          model: slot.model,
          id: slot.id,
          name: 'Theta',
          kind: 'participant',
          account: ada.username,
          slot,
        });
        assert.deepEqual(await accounts.findModel({ id: slot.id }), found);
        assert.deepEqual(await accounts.findModel({ model: slot.model }), found);
        const bot = {
          model: 1,
          id: modelUuid('ridge-a'),
          name: 'ridge-a',
          kind: 'ridge',
          account: 'ridge-a',
          slot: null,
        };
        assert.deepEqual(await accounts.findModel({ id: bot.id }), bot);
        assert.deepEqual(await accounts.findModel({ name: 'ridge-a' }), bot);
        assert.equal(await accounts.findModel({ id: modelUuid('Theta') }), null, 'a slot has an id of its own');
        const ids = await accounts.publicModelIds();
        assert.equal(ids.get(1), bot.id);
        assert.equal(ids.get(slot.model), slot.id);
      });

      it('are not made while the tournament gives its own models their names', async () => {
        const { id } = await newAccount();
        let isSettingUp = true;
        const early = accountService({ db: storage.db, now, isSettingUp: async () => isSettingUp });
        const make = () => early.createModel({ account: id, name: 'random', tournament: 'classic' });
        await assert.rejects(make(), refusal('setting_up'));
        isSettingUp = false;
        const { id: slot } = await make();
        isSettingUp = true;
        await assert.rejects(early.renameModel(id, slot, 'ridge'), refusal('setting_up'));
      });

      it('are at most a thousand for an account', async () => {
        const { id, username } = await newAccount();
        const base = 2_000_000;
        const many = Array.from({ length: 999 }, (_, i) => i);
        await storage.db
          .insertInto('model')
          .values(
            many.map((i) => ({
              id: base + i,
              name: `full-${i}`,
              account: username,
              kind: 'participant',
              description: '',
              marked: false,
            })),
          )
          .execute();
        await storage.db
          .insertInto('model_slot')
          .values(
            many.map((i) => ({
              model: base + i,
              id: `full-${i}`,
              account: id,
              tournament: 'classic',
              bio: '',
              link_url: null,
              link_text: null,
              inserted_at: '',
            })),
          )
          .execute();
        await accounts.createModel({ account: id, name: 'the-last', tournament: 'classic' });
        await assert.rejects(
          accounts.createModel({ account: id, name: 'one-more', tournament: 'classic' }),
          refusal('too_many_models'),
        );
        await assert.rejects(
          accounts.createModel({ account: 'x', name: 'one-more', tournament: 'classic' }),
          refusal('account_not_found'),
        );
      });
    });

    it('keeps what operators did, newest first, and lets nobody change it', async () => {
      await accounts.recordAct({
        actor: 'shell',
        action: 'account.create',
        subject: 'ada',
        details: { role: 'operator' },
      });
      await accounts.recordAct({ actor: 'grace', action: 'account.block', subject: 'eve' });
      const {
        acts: [last, first],
      } = await accounts.acts({ limit: 2 });
      assert.deepEqual([last?.actor, last?.subject, last?.details], ['grace', 'eve', {}]);
      assert.deepEqual(first?.details, { role: 'operator' });
      await assert.rejects(storage.db.updateTable('operator_act').set({ actor: 'x' }).execute(), /append-only/);
      await assert.rejects(storage.db.deleteFrom('operator_act').execute(), /append-only/);
    });

    describe('people', () => {
      const post = (path: string, body: unknown, cookie = ''): Promise<Response> =>
        people.handle(
          new Request(`http://localhost/api/auth${path}`, {
            method: 'POST',
            headers: {
              'content-type': 'application/json',
              origin: 'http://localhost',
              ...(cookie === '' ? {} : { cookie }),
            },
            body: JSON.stringify(body),
          }),
        );
      const cookieOf = (response: Response): string =>
        response.headers
          .getSetCookie()
          .map((cookie) => cookie.split(';')[0])
          .join('; ');
      const sessionOf = (cookie: string) => people.session(cookie);
      const password = 'correct horse battery';

      it('have tables as better-auth expects them, column for column', async () => {
        const { getMigrations } = await import('better-auth/db/migration');
        const options = await authOptions({ db: storage.db, accounts, secret: SECRET, publicUrl: null });
        const { toBeCreated, toBeAdded } = await getMigrations(options);
        assert.deepEqual([toBeCreated, toBeAdded], [[], []]);
      });

      it('sign up, sign in, and out again', async () => {
        const ada = await people.signUp({ username: 'person', email: 'Person@Example.org', password });
        assert.equal(ada.role, 'participant');
        const wrong = await post('/sign-in/email', { email: 'person@example.org', password: `${password}!` });
        assert.equal(wrong.status, 401);
        assert.deepEqual(wrong.headers.getSetCookie(), []);
        const signedIn = await post('/sign-in/email', { email: 'PERSON@example.org', password });
        assert.equal(signedIn.status, 200);
        const [set] = signedIn.headers.getSetCookie();
        assert.match(set ?? '', /^robata\.session_token=.*; Path=\/; HttpOnly; SameSite=Lax$/);
        const cookie = cookieOf(signedIn);
        assert.equal((await sessionOf(cookie))?.account.id, ada.id);
        assert.equal(
          await sessionOf(cookie.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))),
          null,
          'a forged signature',
        );
        assert.equal((await post('/sign-out', {}, cookie)).status, 200);
        assert.equal(await sessionOf(cookie), null);
      });

      it('never go on with a session that somebody else planted', async () => {
        const cookies = await Promise.all(
          ['x', 'y'].map(async () => cookieOf(await post('/sign-in/email', { email: 'person@example.org', password }))),
        );
        const again = cookieOf(await post('/sign-in/email', { email: 'person@example.org', password }, cookies[0]));
        assert.equal(new Set([...cookies, again]).size, 3, 'each sign-in has a new session');
        assert.equal(await sessionOf('robata.session_token=planted.c2lnbmF0dXJl'), null);
      });

      it('may not sign up past us, with a short password, or with a name that is taken', async () => {
        const body = { email: 'past@example.org', password, name: 'past' };
        assert.equal((await post('/sign-up/email', body)).status, 400);
        assert.equal(await accounts.find({ email: body.email }), null);
        const person = { username: 'somebody', email: 'somebody@example.org' };
        await assert.rejects(people.signUp({ ...person, password: 'short' }), refusal('invalid_password'));
        await assert.rejects(people.signUp({ ...person, password: 'x'.repeat(10_000) }), refusal('invalid_password'));
        await assert.rejects(people.signUp({ ...person, username: 'PERSON', password }), refusal('username_taken'));
      });

      it('are out at once when blocked, and stay out', async () => {
        const eve = await people.signUp({ username: 'blocked', email: 'blocked@example.org', password });
        const cookie = cookieOf(await post('/sign-in/email', { email: eve.email, password }));
        assert.notEqual(await sessionOf(cookie), null);
        await accounts.setStatus(eve.id, 'blocked');
        assert.equal(await sessionOf(cookie), null);
        const again = await post('/sign-in/email', { email: eve.email, password });
        assert.equal(again.status, 403);
        assert.deepEqual(again.headers.getSetCookie(), []);
      });

      it('set a password by a link that works once and ends their sessions, even where they had none', async () => {
        const ada = await newAccount();
        assert.equal((await post('/sign-in/email', { email: ada.email, password })).status, 401);
        const { token } = await people.resetLink(ada.id);
        const stored = await storage.db.selectFrom('auth_verification').selectAll().execute();
        assert.ok(!JSON.stringify(stored).includes(token), 'who reads the database cannot use it');
        assert.equal((await post('/reset-password', { token: `${token}x`, newPassword: password })).status, 400);
        assert.equal((await post('/reset-password', { token, newPassword: 'short' })).status, 400);
        assert.equal((await post('/reset-password', { token, newPassword: password })).status, 200);
        assert.equal((await post('/reset-password', { token, newPassword: `${password}2` })).status, 400);
        const cookie = cookieOf(await post('/sign-in/email', { email: ada.email, password }));
        assert.equal((await sessionOf(cookie))?.account.id, ada.id);
        const second = await people.resetLink(ada.id);
        assert.equal((await post('/reset-password', { token: second.token, newPassword: `${password}2` })).status, 200);
        assert.equal(await sessionOf(cookie), null);
        await assert.rejects(people.resetLink('nobody'), refusal('account_not_found'));
      });

      it('may ask for a second factor, and an operator takes it off when it is lost', async () => {
        const { createOTP } = await import('@better-auth/utils/otp');
        const ada = await people.signUp({ username: 'careful', email: 'careful@example.org', password });
        const cookie = cookieOf(await post('/sign-in/email', { email: ada.email, password }));
        const enabled = (await (await post('/two-factor/enable', { password }, cookie)).json()) as { totpURI: string };
        const secret = new URL(enabled.totpURI).searchParams.get('secret') ?? '';
        const { base32 } = await import('@better-auth/utils/base32');
        const code = () => createOTP(new TextDecoder().decode(base32.decode(secret)), { period: 30, digits: 6 }).totp();
        assert.equal((await post('/two-factor/verify-totp', { code: '000000' }, cookie)).status, 401);
        assert.equal((await post('/two-factor/verify-totp', { code: await code() }, cookie)).status, 200);

        const half = await post('/sign-in/email', { email: ada.email, password });
        assert.equal(((await half.json()) as { twoFactorRedirect?: boolean }).twoFactorRedirect, true);
        assert.equal(await sessionOf(cookieOf(half)), null, 'the password alone opens nothing');
        const whole = await post('/two-factor/verify-totp', { code: await code() }, cookieOf(half));
        assert.equal((await sessionOf(cookieOf(whole)))?.account.id, ada.id);

        await people.resetLink(ada.id, { dropTwoFactor: true });
        assert.equal(
          (await sessionOf(cookieOf(await post('/sign-in/email', { email: ada.email, password }))))?.account.id,
          ada.id,
        );
      });
    });
  });
}
