import { createHash } from 'node:crypto';
import { submissionBytes } from './submissionBytes.ts';

/** SHA-256 of a submission (see `submissionBytes`): its ids and values in the order of the era's ids. */
export const submissionHash = (ids: readonly string[], predictions: Float64Array): string =>
  createHash('sha256').update(submissionBytes(ids, predictions)).digest('hex');
