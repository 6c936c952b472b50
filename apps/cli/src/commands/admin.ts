import { type Command, helpOf } from '../command.ts';
import { type OptionSpec, readOptions, required } from '../options.ts';
import { splitWords } from '../positional.ts';
import { UsageError } from '../usageError.ts';
import { withOperator } from './admin/operatorChannel.ts';
import type { Verb } from './admin/verb.ts';
import { VERBS } from './admin/verbs.ts';

const COMMON = {
  data: { type: 'string', value: 'DIR', help: 'the data folder (default: ROBATA_DATA, then ./.robata)' },
  database: { type: 'string', value: 'URL', help: 'the PostgreSQL that holds the tournament (default: DATABASE_URL)' },
  json: { type: 'boolean', help: 'print the answer as one line of JSON' },
} as const satisfies Record<string, OptionSpec>;

/** Talks to the running server of the data folder, or opens the database itself where none runs. */
export const adminCommand: Command = {
  name: 'admin',
  summary: 'accounts, keys, models, money, rounds and jobs, for operators',
  options: COMMON,
  help(words) {
    const verb = verbNamed(valuesOf(words))?.verb;
    if (verb !== undefined) {
      return helpOf({ name: `admin ${verb.words}`, summary: verb.summary, options: { ...verb.options, ...COMMON } });
    }
    const width = Math.max(...VERBS.map(({ words }) => words.length));
    return [
      'robata admin: what operators do, through the running server of a data folder or on its database where none runs',
      '',
      ...VERBS.map(({ words, summary }) => `  robata admin ${words.padEnd(width)}  ${summary}`),
      '',
      'robata admin ... --help says more.',
    ].join('\n');
  },
  async run(words) {
    const { verb, named } = verbOf(words);
    const options = { ...verb.options, ...COMMON };
    const name = `admin ${verb.words}`;
    const { data, database, json, ...rest } = readOptions(name, options, [...named, ...optionsIn(words)]);
    const given: Readonly<Record<string, unknown>> = rest;
    for (const option of verb.required) required(name, option, given[option]);
    const folder = data ?? process.env['ROBATA_DATA'] ?? '.robata';
    const key = given['idempotency-key'];
    const answer = await withOperator('admin', folder, database ?? process.env['DATABASE_URL'] ?? null, (send) =>
      send(verb.words, verb.input?.(given) ?? given, typeof key === 'string' ? key : undefined),
    );
    console.log(json ? JSON.stringify(answer) : verb.show(answer, given));
    return 0;
  },
};

/** Options may stand before, between and after the words: those of all verbs, to know which of them take a value. */
const EVERY_OPTION: Readonly<Record<string, OptionSpec>> = Object.assign(
  {},
  COMMON,
  ...VERBS.map(({ options }) => options),
);
const valuesOf = (words: readonly string[]): readonly string[] => splitWords(EVERY_OPTION, words).values;
const optionsIn = (words: readonly string[]): readonly string[] => splitWords(EVERY_OPTION, words).rest;

interface NamedVerb {
  readonly verb: Verb;
  /** Its last word, under the name of the option that it stands for. */
  readonly named: readonly string[];
}

function verbNamed(values: readonly string[]): NamedVerb | undefined {
  const verb = VERBS.find(({ words }) => words === values.join(' '));
  if (verb !== undefined) return { verb, named: [] };
  const last = values.at(-1) ?? '';
  const shorter = VERBS.find(({ words, positional }) => positional && words === values.slice(0, -1).join(' '));
  return shorter && { verb: shorter, named: [`--${shorter.positional}=${last}`] };
}

function verbOf(words: readonly string[]): NamedVerb {
  const values = valuesOf(words);
  const found = verbNamed(values);
  if (found !== undefined) return found;
  const asked = values.join(' ');
  const known = VERBS.map(({ words }) => words).join(', ');
  const what = asked === '' ? 'robata admin: say what to do' : `robata admin has no '${asked.slice(0, 60)}'`;
  throw new UsageError(`${what}; it has ${known}.`);
}
