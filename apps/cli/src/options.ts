import { parseArgs } from 'node:util';
import { UsageError } from './usageError.ts';

export interface OptionSpec {
  readonly type: 'string' | 'boolean' | 'number' | 'day';
  /** Shown in the help, as in `--port N`. */
  readonly value?: string;
  readonly help: string;
  /** Inclusive range of a number; whole numbers only where `integer`. */
  readonly minimum?: number;
  readonly maximum?: number;
  readonly integer?: boolean;
}

type ValueOf<S extends OptionSpec> = S['type'] extends 'boolean'
  ? boolean
  : S['type'] extends 'number'
    ? number | undefined
    : string | undefined;

export type Options<T extends Record<string, OptionSpec>> = { [K in keyof T]: ValueOf<T[K]> };

/** Reads `--name value` words. Throws UsageError that names the word and the remedy; a word that is no option is refused. */
export function readOptions<T extends Record<string, OptionSpec>>(
  command: string,
  specs: T,
  words: readonly string[],
): Options<T> {
  let values: Record<string, string | boolean | undefined>;
  try {
    values = parseArgs({
      args: [...words],
      options: Object.fromEntries(
        Object.entries(specs).map(
          ([name, spec]) => [name, { type: spec.type === 'boolean' ? 'boolean' : 'string' }] as const,
        ),
      ),
      strict: true,
      allowPositionals: false,
    }).values;
  } catch (cause) {
    const text = cause instanceof Error ? (cause.message.split('. ')[0] ?? '').replace(/\.$/, '') : 'unreadable words';
    throw new UsageError(
      `robata ${command}: ${text.charAt(0).toLowerCase()}${text.slice(1)}; see robata ${command} --help.`,
    );
  }
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [name, valueOf(command, name, spec, values[name])]),
  ) as Options<T>;
}

function valueOf(command: string, name: string, spec: OptionSpec, given: string | boolean | undefined) {
  if (spec.type === 'boolean') return given === true;
  if (typeof given !== 'string') return undefined;
  if (spec.type === 'day') {
    if (/^\d{4}-\d{2}-\d{2}$/.test(given) && !Number.isNaN(Date.parse(given))) return given;
    throw new UsageError(`robata ${command}: --${name} takes a day like 2023-01-06 and was given '${given}'.`);
  }
  if (spec.type === 'string') {
    if (given !== '') return given;
    throw new UsageError(`robata ${command}: --${name} was given nothing.`);
  }
  const number = Number(given);
  const { minimum = -Infinity, maximum = Infinity } = spec;
  const fits = given.trim() !== '' && Number.isFinite(number) && number >= minimum && number <= maximum;
  if (!fits || (spec.integer === true && !Number.isInteger(number))) {
    const kind = spec.integer === true ? 'a whole number' : 'a number';
    const range =
      Number.isFinite(minimum) && Number.isFinite(maximum)
        ? ` from ${minimum} to ${maximum}`
        : Number.isFinite(minimum)
          ? ` of ${minimum} or more`
          : '';
    throw new UsageError(`robata ${command}: --${name} takes ${kind}${range} and was given '${given}'.`);
  }
  return number;
}

/** The value, or a UsageError that says which option is missing. */
export function required<T>(command: string, name: string, value: T | undefined): T {
  if (value === undefined)
    throw new UsageError(`robata ${command}: --${name} is missing; see robata ${command} --help.`);
  return value;
}
