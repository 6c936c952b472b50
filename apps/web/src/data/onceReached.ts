const AGAIN_MS = 2_000;

/**
 * What `load` loads, once the server answers: while it does not, this waits and tries again. Rejects where the server answers and `load` still
 * fails: a part of an older build, for which the page has to be loaded anew.
 */
export async function onceReached<T>(
  load: () => Promise<T>,
  isReached: () => Promise<boolean> = doesAnswer,
  wait: () => Promise<void> = () => new Promise((resolve) => setTimeout(resolve, AGAIN_MS)),
): Promise<T> {
  for (;;) {
    try {
      return await load();
    } catch (error) {
      if (await isReached()) throw error;
      await wait();
    }
  }
}

const doesAnswer = (): Promise<boolean> =>
  fetch('/favicon.svg', { method: 'HEAD', cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  );
