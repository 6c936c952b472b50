import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../storage/schema.ts';

export interface AccountsInput {
  readonly db: Kysely<Database>;
  readonly now: () => Date;
  /** Whether the tournament's own models have no names yet: until then nobody else may take one. Default: never. */
  readonly isSettingUp?: () => Promise<boolean>;
}

export type Query = Kysely<Database> | Transaction<Database>;

/** `YYYY-MM-DDTHH:MM:SSZ`: clients read no fractions of seconds. */
export const isoTime = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`;

const UNIQUE_VIOLATION = '23505';

/** The name of the index that a failed write would have broken, or null where it failed for another reason. PGlite names it in its message only. */
export function brokenIndex(error: unknown): string | null {
  if (!(error instanceof Error) || (error as { code?: unknown }).code !== UNIQUE_VIOLATION) return null;
  return /"([^"]+)"/.exec(error.message)?.[1] ?? null;
}
