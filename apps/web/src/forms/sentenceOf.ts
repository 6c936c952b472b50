import { ServerAnswerError } from '@robata/client';

/** What to tell a person of a failure. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ServerAnswerError) return error.sentence;
  if (error instanceof TypeError) return 'The server cannot be reached. Look at your connection and try again.';
  return error instanceof Error ? error.message : 'This failed for a reason that is not known.';
}
