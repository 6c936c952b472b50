/** What the caller can mend, as one sentence. */
export class BenchError extends Error {
  override readonly name = 'BenchError';
}
