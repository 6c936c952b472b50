import { parseArgs } from 'node:util';
import type { Benchmark, Sizes } from './benchmark.ts';
import { BenchError } from './benchError.ts';

export interface Asked {
  readonly sizes: Sizes;
  readonly repeat: number;
  readonly withPeer: boolean;
}

const SIZE_OPTIONS: Readonly<Record<keyof Sizes, string>> = {
  models: 'models',
  stocks: 'stocks',
  features: 'features',
  draws: 'draws',
  rounds: 'rounds',
  problems: 'problems',
  threads: 'threads',
  check: 'check',
  peerModels: 'peer-models',
  seconds: 'seconds',
  rate: 'rate',
  clients: 'clients',
  seed: 'seed',
};
const LARGEST = 20_000;
const NONE: Sizes = {
  models: 1,
  stocks: 1,
  features: 0,
  draws: 0,
  rounds: 0,
  problems: 0,
  threads: 1,
  check: 0,
  peerModels: 0,
  seconds: 1,
  rate: 1,
  clients: 1,
  seed: 1,
};

/** The sizes a benchmark is asked for. Throws BenchError on what is no number, too small, too large, or unknown. */
export function readOptions(benchmark: Benchmark, words: readonly string[], warn: (text: string) => void): Asked {
  const values = parsed(words);
  const sizes = { ...NONE, ...benchmark.defaults };
  for (const [key, option] of Object.entries(SIZE_OPTIONS) as [keyof Sizes, string][]) {
    const given = values[option];
    if (typeof given !== 'string') continue;
    if (key !== 'seed' && benchmark.defaults[key] === undefined) {
      warn(`${benchmark.name} has no use for --${option}: left out.`);
      continue;
    }
    const smallest = benchmark.smallest?.[key] ?? (key === 'seed' || key === 'check' ? 0 : 1);
    sizes[key] = wholeNumber(`--${option}`, given, smallest, key === 'seed' ? 2 ** 32 - 1 : LARGEST);
  }
  if (values['full-peer'] === true) sizes.peerModels = sizes.models;
  sizes.peerModels = Math.min(sizes.peerModels, sizes.models);
  sizes.check = Math.min(sizes.check, sizes.models);
  const repeat = typeof values.repeat === 'string' ? wholeNumber('--repeat', values.repeat, 1, 1000) : 1;
  return { sizes, repeat, withPeer: values['no-peer'] !== true };
}

const STRINGS = [...Object.values(SIZE_OPTIONS), 'repeat'];
const BOOLEANS = ['no-peer', 'full-peer'];

function parsed(words: readonly string[]): Readonly<Record<string, unknown>> {
  const strings = STRINGS.map((name) => [name, { type: 'string' as const }]);
  const booleans = BOOLEANS.map((name) => [name, { type: 'boolean' as const }]);
  try {
    return parseArgs({ args: [...words], options: Object.fromEntries([...strings, ...booleans]) }).values;
  } catch (error) {
    const options = [...STRINGS, ...BOOLEANS].map((name) => `--${name}`).join(' ');
    throw new BenchError(`${(error as Error).message.split(/[.\n]/)[0]}; the options are ${options}.`);
  }
}

function wholeNumber(option: string, text: string, smallest: number, largest: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= smallest && value <= largest) return value;
  throw new BenchError(`${option} takes a whole number from ${smallest} to ${largest} and was given '${text}'.`);
}
