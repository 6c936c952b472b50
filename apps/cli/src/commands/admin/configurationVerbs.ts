import { textTable } from '../../textTable.ts';
import { readJsonNow } from './readJsonNow.ts';
import type { Answer, Verb } from './verb.ts';

const hash = { type: 'string', value: 'HASH', help: 'of the proposal, as configuration diff shows it' } as const;

const textOf = (value: unknown): string => (value === null ? 'none' : String(value));
const diffOf = (changes: readonly Answer[]): string =>
  textTable([
    ['rule', 'now', 'then'],
    ...changes.map(({ field, before, after }: Answer) => [field.name, textOf(before), textOf(after)]),
  ]);

const proposalText = ({ hash, after, effectiveFromRound, author, reason, changes, notices, refusal }: Answer): string =>
  [
    textTable([
      ['proposal', hash],
      ['would be', `version ${after + 1}, from round ${effectiveFromRound} on`],
      ['by', `${author}: ${reason}`],
    ]),
    '',
    diffOf(changes),
    ...notices.map((notice: string) => `\n${notice}`),
    '',
    refusal ?? `Adopt it with: robata admin configuration adopt ${hash}`,
  ].join('\n');

/** What operators do with the rules of the tournament. */
export const CONFIGURATION_VERBS: readonly Verb[] = [
  {
    words: 'configuration show',
    summary: 'show the rules in force, or those of a version, and all versions',
    options: {
      version: { type: 'number', integer: true, minimum: 1, maximum: 1_000_000, help: 'default: the one in force' },
    },
    positional: 'version',
    required: [],
    show: ({ shown, fields, versions, inForce, nextRound }) =>
      [
        textTable([
          ['version', 'from round', 'by', 'why'],
          ...versions.map((each: Answer) => [
            `${each.version}${each.version === inForce ? ' (in force)' : ''}`,
            String(each.effectiveFromRound),
            each.author ?? '',
            each.reason,
          ]),
        ]),
        '',
        textTable([
          [`rules of version ${shown.version}`, ''],
          ...fields.map(({ name, unit = '' }: Answer) => [name, `${textOf(shown.rules[name])} ${unit}`.trim()]),
        ]),
        '',
        `A change can hold from round ${nextRound} on: robata admin configuration propose --rules FILE --reason R.`,
      ].join('\n'),
  },
  {
    words: 'configuration propose',
    summary: 'propose other rules; nothing holds before it is adopted',
    options: {
      rules: { type: 'string', value: 'FILE', help: 'JSON with the rules that change, as {"optimizer.gross": 1}' },
      round: {
        type: 'number',
        integer: true,
        minimum: 1,
        maximum: 1_000_000_000,
        help: 'from which round on (default: the next that is not open)',
      },
      reason: { type: 'string', value: 'R', help: 'a sentence that everybody reads' },
    },
    required: ['rules', 'reason'],
    input: ({ rules, round, reason }) => ({
      changes: readJsonNow(String(rules), 'rules'),
      reason,
      ...(round === undefined ? {} : { effectiveFromRound: round }),
    }),
    show: proposalText,
  },
  {
    words: 'configuration diff',
    summary: 'show what the proposal changes, with its hash',
    options: {},
    required: [],
    show: proposalText,
  },
  {
    words: 'configuration withdraw',
    summary: 'take the proposal back',
    options: { hash },
    positional: 'hash',
    required: ['hash'],
    show: () => 'Nothing is proposed any more.',
  },
  {
    words: 'configuration adopt',
    summary: 'let the proposal with this hash hold from its round on; it cannot be taken back, only changed again',
    options: { hash },
    positional: 'hash',
    required: ['hash'],
    show: ({ version, effectiveFromRound }) => `Version ${version} holds from round ${effectiveFromRound} on.`,
  },
];
