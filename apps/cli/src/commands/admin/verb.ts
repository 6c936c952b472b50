import type { OptionSpec } from '../../options.ts';

/** One thing that an operator may do from the shell. Its words are those of the command of the tournament that does it. */
export interface Verb {
  readonly words: string;
  readonly summary: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** The option that may be given as the last word, without its name. */
  readonly positional?: string;
  /** Options that have to be given. */
  readonly required: readonly string[];
  /** What is sent; default: the options given, by their own names. */
  input?(given: Readonly<Record<string, unknown>>): object;
  /** The answer for a person; `given`: the options. */
  show(answer: Answer, given: Readonly<Record<string, unknown>>): string;
}

/** An answer as JSON gave it. */
// oxlint-disable-next-line no-explicit-any -- the server's word, shown and nothing else
export type Answer = any;
