import type { OptionSpec } from './options.ts';
import { UsageError } from './usageError.ts';

/** Takes the one word out of `words` that belongs to no option. Throws UsageError where there is none or more than one. */
export function takePositional(
  command: string,
  what: string,
  specs: Readonly<Record<string, OptionSpec>>,
  words: readonly string[],
): { readonly value: string; readonly rest: readonly string[] } {
  const { values, rest } = splitWords(specs, words);
  const [value] = values;
  if (value !== undefined && value !== '' && values.length === 1) return { value, rest };
  throw new UsageError(
    `robata ${command}: name one ${what}, as in robata ${command} tournament.tgz; see robata ${command} --help.`,
  );
}

/** The words that belong to no option, and the rest. `specs` say which options take a value; one that they do not know does. */
export function splitWords(
  specs: Readonly<Record<string, OptionSpec>>,
  words: readonly string[],
): { readonly values: readonly string[]; readonly rest: readonly string[] } {
  const values: string[] = [];
  const rest: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    if (!word.startsWith('-')) values.push(word);
    else {
      rest.push(word);
      const takesValue = word.startsWith('--') && !word.includes('=') && specs[word.slice(2)]?.type !== 'boolean';
      const value = words[at + 1];
      if (takesValue && value !== undefined) {
        rest.push(value);
        at += 1;
      }
    }
  }
  return { values, rest };
}
