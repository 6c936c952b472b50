import type { OptionSpec } from './options.ts';

/** One command of the shell: its words, and what it does. It prints its result on stdout; a throw becomes one sentence on stderr. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Of a command that has commands of its own: what --help after `words` says. */
  help?(words: readonly string[]): string;
  /** Resolves to the exit code. */
  run(words: readonly string[]): Promise<number>;
}

export function helpOf(command: Pick<Command, 'name' | 'summary' | 'options'>): string {
  const rows = Object.entries(command.options).map(([name, spec]) => [
    `--${name}${spec.type === 'boolean' ? '' : ` ${spec.value ?? (spec.type === 'number' ? 'N' : spec.type === 'day' ? 'DAY' : 'F')}`}`,
    spec.help,
  ]);
  const width = Math.max(...rows.map(([left = '']) => left.length));
  return [
    `robata ${command.name}: ${command.summary}`,
    '',
    ...rows.map(([left = '', right]) => `  ${left.padEnd(width)}  ${right}`),
  ].join('\n');
}
