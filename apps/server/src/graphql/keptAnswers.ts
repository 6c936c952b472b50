import { type DocumentNode, Kind } from 'graphql';

/** Fields that say nothing but what stands on the board. */
const OF_BOARD = new Set([
  '__typename',
  'tournaments',
  'rounds',
  'v2Leaderboard',
  'signalsLeaderboard',
  'cryptosignalsLeaderboard',
  'accountLeaderboard',
]);

/** Whether the answer to a harmonised document follows from the board and the variables alone. */
export function isOfBoard({ definitions }: DocumentNode): boolean {
  const [operation, ...others] = definitions;
  return (
    operation?.kind === Kind.OPERATION_DEFINITION &&
    others.length === 0 &&
    operation.operation === 'query' &&
    operation.selectionSet.selections.every((node) => node.kind === Kind.FIELD && OF_BOARD.has(node.name.value))
  );
}

const ANSWERS_MAX = 64;
const LENGTH_MAX = 16 * 2 ** 20;
const TOTAL_LENGTH_MAX = 64 * 2 ** 20;

export interface KeptAnswers {
  get(board: object, key: string): Buffer | undefined;
  set(board: object, key: string, answer: Buffer): void;
}

/**
 * Answers as they were sent, for as long as the same board stands: ten thousand rows take longer to write than to find. The oldest go
 * first, and all with their board.
 */
export function keptAnswers(): KeptAnswers {
  let of: object | undefined;
  const answers = new Map<string, Buffer>();
  let total = 0;
  return {
    get: (board, key) => (board === of ? answers.get(key) : undefined),
    set(board, key, answer) {
      if (board !== of) {
        answers.clear();
        total = 0;
        of = board;
      }
      if (answer.length > LENGTH_MAX || answers.has(key)) return;
      answers.set(key, answer);
      total += answer.length;
      for (const [oldest, { length }] of answers) {
        if (answers.size <= ANSWERS_MAX && total <= TOTAL_LENGTH_MAX) break;
        answers.delete(oldest);
        total -= length;
      }
    },
  };
}
