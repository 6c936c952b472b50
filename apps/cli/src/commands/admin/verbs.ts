import { textTable } from '../../textTable.ts';
import { FUND_VERBS } from './fundVerbs.ts';
import { CONFIGURATION_VERBS } from './configurationVerbs.ts';
import { MONEY_VERBS } from './moneyVerbs.ts';
import type { Answer, Verb } from './verb.ts';

const username = { type: 'string', value: 'U', help: 'the username of the account' } as const;
const scopeList = {
  type: 'string',
  value: 'A,B',
  help: 'what the key may do (default: all that the account may)',
} as const;

const accountLine = ({ username, accountId, email, role, status, insertedAt }: Answer): string[] => [
  username,
  accountId,
  email,
  role,
  status,
  insertedAt,
];

const keyLine = (key: Answer): string[] => [
  key.publicId,
  key.name,
  key.scopes.join(','),
  key.insertedAt,
  key.lastUsedAt ?? 'never',
  key.revokedAt ?? '',
];

const roundLine = ({ number, era, state, opensAt, closesAt, scoredDays, horizonDays }: Answer): string[] => [
  String(number),
  era,
  state,
  opensAt,
  closesAt,
  `${scoredDays}/${horizonDays}`,
];

const modelLine = ({ name, modelId, tournament, number }: Answer): string[] => [
  name,
  modelId,
  tournament,
  String(number),
];

export const VERBS: readonly Verb[] = [
  {
    words: 'account create',
    summary: 'make an account and its first key',
    options: {
      username,
      email: { type: 'string', value: 'E', help: 'its e-mail address' },
      role: { type: 'string', value: 'R', help: 'participant (default), investor or operator' },
    },
    required: ['username', 'email'],
    show: ({ accountId, publicId, secretKey }) =>
      `The account ${accountId} was made. Its key, shown this once: ${publicId}$${secretKey}`,
  },
  {
    words: 'account list',
    summary: 'list accounts by name',
    options: {
      after: { type: 'string', value: 'U', help: 'begin after this username' },
      limit: { type: 'number', integer: true, minimum: 1, maximum: 1_000, help: 'at most so many (default 100)' },
    },
    required: [],
    show: ({ accounts }) =>
      textTable([['username', 'id', 'e-mail', 'role', 'status', 'since'], ...accounts.map(accountLine)]),
  },
  {
    words: 'account role',
    summary: 'give an account another role',
    options: { username, role: { type: 'string', value: 'R', help: 'participant, investor or operator' } },
    required: ['username', 'role'],
    show: (account) => `${account.username} is ${account.role} now.`,
  },
  {
    words: 'account block',
    summary: 'shut an account out: its sessions end, its keys are refused',
    options: { username },
    required: ['username'],
    show: (account) => `${account.username} is blocked.`,
  },
  {
    words: 'account unblock',
    summary: 'let an account in again',
    options: { username },
    required: ['username'],
    show: (account) => `${account.username} is ${account.status}.`,
  },
  {
    words: 'account reset-password',
    summary: 'make a token with which an account sets its password once, within an hour',
    options: {
      username,
      'drop-two-factor': { type: 'boolean', help: 'take its second factor off, for who lost it' },
    },
    required: ['username'],
    input: ({ 'drop-two-factor': dropTwoFactor, ...rest }) => ({ ...rest, dropTwoFactor }),
    show: ({ username, token, path, expiresAt }) =>
      `${username} sets a password once, until ${expiresAt}, at ${path} of the server (or POST /api/auth/reset-password with this token and newPassword): ${token}`,
  },
  {
    words: 'key create',
    summary: 'make a key of an account',
    options: { username, name: { type: 'string', value: 'N', help: 'what it is for' }, scopes: scopeList },
    required: ['username'],
    input: ({ scopes, ...rest }) =>
      typeof scopes === 'string' ? { ...rest, scopes: scopes.split(',').map((scope) => scope.trim()) } : rest,
    show: ({ publicId, secretKey, scopes }) =>
      `The key, shown this once: ${publicId}$${secretKey} (${scopes.join(', ')})`,
  },
  {
    words: 'key list',
    summary: 'list the keys of an account, without their secrets',
    options: { username },
    required: ['username'],
    show: ({ keys }) =>
      textTable([['public id', 'name', 'scopes', 'made', 'last used', 'revoked'], ...keys.map(keyLine)]),
  },
  {
    words: 'key revoke',
    summary: 'end a key for ever',
    options: { username, 'public-id': { type: 'string', value: 'ID', help: 'the part of the key before the $' } },
    required: ['username', 'public-id'],
    input: ({ 'public-id': publicId, ...rest }) => ({ ...rest, publicId }),
    show: ({ publicId, revokedAt }) => `The key ${publicId} is revoked since ${revokedAt}.`,
  },
  {
    words: 'model create',
    summary: 'make a model of an account',
    options: {
      username,
      tournament: { type: 'string', value: 'T', help: 'classic or signals' },
      name: { type: 'string', value: 'M', help: 'its name, unique in the whole house' },
    },
    required: ['username', 'tournament', 'name'],
    show: ({ name, modelId, tournament }) => `The model ${name} (${modelId}) takes part in ${tournament}.`,
  },
  {
    words: 'model list',
    summary: 'list the models of an account',
    options: { username },
    required: ['username'],
    show: ({ models }) => textTable([['name', 'id', 'tournament', 'number'], ...models.map(modelLine)]),
  },
  {
    words: 'deposit',
    summary: 'put tokens into the wallet of an account',
    options: {
      username,
      amount: { type: 'string', value: 'A', help: 'a decimal number above 0 with at most 18 places' },
      'idempotency-key': {
        type: 'string',
        value: 'K',
        help: 'the same key again moves nothing and gives the first result',
      },
    },
    required: ['username', 'amount'],
    input: ({ 'idempotency-key': _key, ...rest }) => rest,
    show: ({ amount, username, available }) =>
      `${amount} went into the wallet of ${username}, which holds ${available} now.`,
  },
  {
    words: 'job list',
    summary: 'list jobs, newest first: their state, and why they are where they are',
    options: {
      kind: { type: 'string', value: 'K', help: 'webhook, submission, diagnostics, mail, reminder, sweep or prune' },
      state: { type: 'string', value: 'S', help: 'waiting, running, retrying, done, failed or cancelled' },
      limit: { type: 'number', integer: true, minimum: 1, maximum: 1_000, help: 'at most so many (default 100)' },
    },
    required: [],
    show: ({ jobs }) =>
      textTable([
        ['id', 'kind', 'state', 'run', 'before it', 'made', 'not before', 'reason'],
        ...jobs.map((job: Answer) => [
          job.id,
          job.kind,
          job.state,
          `${job.attempt}/${job.attempts}`,
          job.position === null ? '' : String(job.position),
          job.createdAt,
          job.startsAt,
          job.reason ?? '',
        ]),
      ]),
  },
  {
    words: 'job retry',
    summary: 'begin a failed or cancelled job anew',
    options: { id: { type: 'string', value: 'ID', help: 'as job list shows it' } },
    required: ['id'],
    show: ({ id }) => `The job ${id} waits for its turn again.`,
  },
  {
    words: 'round list',
    summary: 'list rounds, newest first',
    options: {
      limit: { type: 'number', integer: true, minimum: 1, maximum: 1_000, help: 'at most so many (default 20)' },
    },
    required: [],
    show: ({ rounds }) =>
      textTable([['round', 'era', 'state', 'opens', 'closes', 'days scored'], ...rounds.map(roundLine)]),
  },
  {
    words: 'round show',
    summary: 'show one round with what is at risk in it',
    options: { number: { type: 'number', integer: true, minimum: 1, maximum: 1_000_000_000, help: 'its number' } },
    positional: 'number',
    required: ['number'],
    show: (round) =>
      `${textTable([
        ['round', 'era', 'state', 'opens', 'closes', 'days scored', 'models', 'late', 'at risk', 'paid', 'burned'],
        [...roundLine(round), String(round.entries), String(round.late), round.atRisk, round.paid, round.burned],
      ])}${round.waitsFor === null ? '' : `\n\n${round.waitsFor}`}`,
  },
  ...MONEY_VERBS,
  ...CONFIGURATION_VERBS,
  ...FUND_VERBS,
  {
    words: 'tournament show',
    summary: 'show how far the tournament is',
    options: {},
    required: [],
    show: ({ models, rounds, latestRound, incidents }) =>
      textTable([
        ['models', String(models)],
        [
          'rounds',
          Object.entries(rounds)
            .map(([state, count]) => `${count} ${state}`)
            .join(', ') || 'none',
        ],
        ['latest round', latestRound === null ? 'none' : `${latestRound.number} (${latestRound.state})`],
        ['incidents', String(incidents)],
      ]),
  },
  {
    words: 'audit',
    summary: 'show what operators did, newest first',
    options: {
      limit: { type: 'number', integer: true, minimum: 1, maximum: 1_000, help: 'at most so many (default 100)' },
    },
    required: [],
    show: ({ acts }) =>
      textTable([
        ['when', 'who', 'what', 'whom', 'details'],
        ...acts.map(({ at, actor, action, subject, details }: Answer) => [
          at,
          actor,
          action,
          subject,
          JSON.stringify(details),
        ]),
      ]),
  },
];
