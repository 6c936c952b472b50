import type { RoundId } from './accounts.ts';
import type { Command } from './entry.ts';

/** The round that a command is about: its own, its plan's, or the one that its release waits for; null where there is none. */
export function roundOf(command: Command): RoundId | null {
  if ('round' in command) return command.round;
  if ('plan' in command) return command.plan.round;
  return 'after' in command ? command.after : null;
}
