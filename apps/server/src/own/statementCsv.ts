import type { OwnStakeMovement } from '@robata/client';

const COLUMNS = [
  'sequence',
  'kind',
  'stakeChange',
  'stake',
  'pendingChange',
  'pending',
  'atRisk',
  'payout',
  'toWallet',
  'round',
  'recordedAt',
] as const;

/** One line a movement, oldest first; an empty field where a movement has no such figure. No field needs quotes. */
export const statementCsv = (movements: readonly OwnStakeMovement[]): string =>
  [COLUMNS.join(','), ...movements.map((movement) => COLUMNS.map((column) => movement[column] ?? '').join(','))]
    .map((line) => `${line}\n`)
    .join('');
