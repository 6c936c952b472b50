import assert from 'node:assert/strict';
import { after, beforeEach, it } from 'node:test';
import {
  accountService,
  immediateQueue,
  MAIL_JOB,
  mailService,
  MailRefusedError,
  notificationService,
  openPglite,
} from '@robata/tournament';
import { smtpMailer, smtpSettings } from './smtpMailer.ts';
import { smtpServer } from './testing/smtpServer.ts';

const server = await smtpServer();
const storage = await openPglite(null);
const { db } = storage;
after(async () => {
  server.close();
  await storage.close();
});

let time = Date.parse('2026-01-05T12:00:00Z');
const now = () => new Date(time);
const HOUR = 3_600_000;
const accounts = accountService({ db, now });
const notifications = notificationService(db, now);
const mailer = smtpMailer({ url: server.url, from: 'Robata <robata@example.org>' });
const mail = mailService({ db, now, mailer, publicUrl: 'https://robata.example.org' });
const queue = immediateQueue({ db, kinds: { [MAIL_JOB]: mail.job }, now });
let count = 0;
const newAccount = () => {
  count += 1;
  return accounts.create({ username: `user_${count}`, email: `user_${count}@example.org` });
};
/** What a ticker does. */
const tick = async () => {
  await mail.enqueueDue(queue);
  await queue.runDue();
};
const textOf = (data: string) =>
  data
    .slice(data.indexOf('\r\n\r\n') + 4)
    .replaceAll('=\r\n', '')
    .replaceAll('\r\n', '\n');
const seen = () => server.mails.map(({ to }) => to.join());

beforeEach(() => {
  server.mails.length = 0;
  server.answerToMail = '250 taken';
  server.answerTo = () => '250 fine';
  time += 72 * HOUR;
});

it('mails what is new in the feed, once', async () => {
  const { id, email, username } = await newAccount();
  await notifications.add(db, [
    { account: id, kind: 'missed_round', message: 'The model m missed round 7: submit.', round: 7 },
  ]);
  await tick();
  await tick();
  time += 2 * HOUR;
  await tick();
  assert.equal(server.mails.length, 1);
  const [{ from, to, data }] = server.mails as [(typeof server.mails)[0]];
  assert.deepEqual([from, to], ['robata@example.org', [email]]);
  assert.match(data, /^Subject: Robata: Missed rounds\r$/m);
  assert.match(data, /^Auto-Submitted: auto-generated\r$/im);
  const text = textOf(data);
  assert.ok(
    text.startsWith(
      `Hello ${username},\n\nMissed rounds\n- 2026-01-08 12:00 UTC  The model m missed round 7: submit.\n`,
    ),
    text,
  );
  assert.match(text, /https:\/\/robata\.example\.org/);
  assert.deepEqual(await mail.last(id), { at: '2026-01-08T12:00:00Z', fault: null });
});

it('gathers a flood into one mail an hour', async () => {
  const { id } = await newAccount();
  const add = (n: number) =>
    notifications.add(
      db,
      Array.from(
        { length: n },
        (_, at) =>
          ({ account: id, kind: at % 2 === 0 ? 'payout_resolved' : 'data_incident', message: `news ${at}.` }) as const,
      ),
    );
  await add(1);
  await tick();
  for (let minute = 0; minute < 59; minute++) {
    await add(20);
    time += 60_000;
    await tick();
  }
  assert.equal(server.mails.length, 1);
  time += 60_000;
  await tick();
  assert.equal(server.mails.length, 2);
  assert.match(server.mails[1]?.data ?? '', /^Subject: Robata: News of your models \(1000\)\r$/m);
  assert.match(
    textOf(server.mails[1]?.data ?? ''),
    /Payouts\n(- .*\n){25}[^]*Incidents in the data\n|Incidents in the data\n(- .*\n){25}[^]*Payouts\n/,
  );
});

it('leaves out kinds that an account does not want, and what it has read', async () => {
  const { id } = await newAccount();
  await mail.choose(id, 'payout_resolved', false);
  assert.deepEqual((await mail.choices(id)).payout_resolved, false);
  assert.deepEqual((await mail.choices(id)).missed_round, true);
  await assert.rejects(mail.choose(id, 'nonsense', true), { code: 'unknown_notification_kind' });
  await notifications.add(db, [{ account: id, kind: 'payout_resolved', message: 'You got 1.' }]);
  await tick();
  assert.equal(server.mails.length, 0);
  await notifications.add(db, [{ account: id, kind: 'missed_round', message: 'read already.' }]);
  await notifications.read(id, (await notifications.list(id))[0]?.id ?? 0);
  await tick();
  assert.equal(server.mails.length, 0);
  await notifications.add(db, [{ account: id, kind: 'missed_round', message: 'this one.' }]);
  await notifications.add(db, [{ account: id, kind: 'payout_resolved', message: 'not this one.' }]);
  await tick();
  assert.equal(server.mails.length, 1);
  assert.doesNotMatch(textOf(server.mails[0]?.data ?? ''), /not this one|read already|You got/);
});

it('tries again while the mail server has trouble, and again in an hour', async () => {
  const { id } = await newAccount();
  server.answerToMail = '451 the disk is full';
  await notifications.add(db, [{ account: id, kind: 'missed_round', message: 'a message.' }]);
  for (let step = 0; step < 20; step++) {
    await tick();
    time += 120_000;
  }
  const [job] = await queue.list({ kind: MAIL_JOB });
  assert.deepEqual([job?.state, job?.attempt], ['failed', 5]);
  assert.match(job?.reason ?? '', /disk is full/);
  assert.match((await mail.last(id))?.fault ?? '', /disk is full/);
  server.answerToMail = '250 taken';
  time += HOUR;
  await tick();
  assert.equal(server.mails.length, 1);
  assert.equal((await mail.last(id))?.fault, null);
});

it('does not try again where the address is of nobody, and says so to the account', async () => {
  const { id, email } = await newAccount();
  server.answerTo = () => '550 no such user';
  await assert.rejects(mailer.send({ to: email, subject: 's', text: 't' }), MailRefusedError);
  await notifications.add(db, [{ account: id, kind: 'missed_round', message: 'a message.' }]);
  await tick();
  time += 2 * HOUR;
  await tick();
  assert.equal(server.mails.length, 0);
  assert.match((await mail.last(id))?.fault ?? '', /no such user/);
  assert.equal(
    (await queue.list({ kind: MAIL_JOB })).filter(({ state }) => state !== 'done').length,
    1,
    'only the one that failed above',
  );
});

it('mails nobody who is blocked, and nothing that is two days old', async () => {
  const [blocked, old] = [await newAccount(), await newAccount()];
  await notifications.add(
    db,
    [blocked, old].map(({ id }) => ({ account: id, kind: 'missed_round', message: 'a message.' }) as const),
  );
  await accounts.setStatus(blocked.id, 'blocked');
  await mail.enqueueDue(queue);
  time += 49 * HOUR;
  await tick();
  assert.deepEqual(seen(), []);
});

it('does nothing without a mail server', async () => {
  const { id } = await newAccount();
  await notifications.add(db, [{ account: id, kind: 'missed_round', message: 'a message.' }]);
  assert.equal(await mailService({ db, now, mailer: null, publicUrl: null }).enqueueDue(queue), 0);
  assert.equal((await notifications.list(id)).length, 1);
});

it('puts nothing of a message into the headers', async () => {
  await mailer.send({
    to: 'a@example.org',
    subject: 'x\r\nBcc: b@example.org',
    text: '.\r\n.\r\nRCPT TO:<c@example.org>',
  });
  assert.deepEqual(server.mails[0]?.to, ['a@example.org']);
  assert.doesNotMatch(server.mails[0]?.data ?? '', /^Bcc:/m);
});

it('reads its settings from the environment, or says what is wrong with them', () => {
  assert.equal(smtpSettings({}), null);
  const url = 'smtps://u:p@mail.example.org';
  assert.deepEqual(smtpSettings({ ROBATA_SMTP_URL: url, ROBATA_MAIL_FROM: 'R <r@e.org>' }), {
    url,
    from: 'R <r@e.org>',
  });
  assert.throws(
    () => smtpSettings({ ROBATA_SMTP_URL: 'mail.example.org', ROBATA_MAIL_FROM: 'r@e.org' }),
    /ROBATA_SMTP_URL/,
  );
  assert.throws(() => smtpSettings({ ROBATA_SMTP_URL: url }), /ROBATA_MAIL_FROM/);
});
