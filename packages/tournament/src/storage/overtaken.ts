/** PostgreSQL's codes for a transaction that another one has overtaken: nothing of it was done, and it may be tried again. */
const OVERTAKEN = new Set(['40001', '40P01']);
const ATTEMPTS = 20;

/** By PostgreSQL's code, or by the sentence where only that came through from another thread. */
export function isOvertaken(error: unknown): boolean {
  const { code, message = '' } = error as { code?: string; message?: string };
  return code === undefined ? /could not serialize|deadlock detected/.test(message) : OVERTAKEN.has(code);
}

/** Does it again where another writer came first, at most 20 times. `isTransient` says what else may be tried again. */
export async function untilNotOvertaken<T>(
  work: () => Promise<T>,
  isTransient: (error: unknown) => boolean = isOvertaken,
): Promise<T> {
  for (let attempts = 1; ; attempts++) {
    try {
      return await work();
    } catch (error) {
      if (attempts === ATTEMPTS || !isTransient(error)) throw error;
    }
  }
}
