import { ServerAnswerError } from './errors.ts';

/** What was asked for, or null where the server says that there is no such thing. */
export const orNull = <T>(answer: Promise<T>): Promise<T | null> =>
  answer.catch((error: unknown) => {
    if (error instanceof ServerAnswerError && error.status === 404) return null;
    throw error;
  });
