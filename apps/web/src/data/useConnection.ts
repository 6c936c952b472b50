import { ServerAnswerError } from '@robata/client';
import { useOverview } from './queries.ts';

export interface ConnectionState {
  readonly isLost: boolean;
  /** When the server last answered, in milliseconds since 1970; null where it has not. */
  readonly since: number | null;
}

/** Whether the server answers, by the question that every page repeats. A refusal is an answer; a gateway before a server that is gone is none. */
export function useConnection(): ConnectionState {
  const { error, dataUpdatedAt } = useOverview();
  return { isLost: error !== null && !isAnswer(error), since: dataUpdatedAt === 0 ? null : dataUpdatedAt };
}

const GATEWAY = new Set([502, 503, 504]);

const isAnswer = (error: Error): boolean => error instanceof ServerAnswerError && !GATEWAY.has(error.status);
