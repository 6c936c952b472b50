import type { RoundStep } from '../../records.ts';
import { STEP_KINDS } from '../../storage/memoryStorage.ts';
import type { Storage, StorageReader } from '../../storage/storage.ts';

/** A storage that keeps what waits in the memory of its process, and writes down only what is done. */
export function forgetfulSteps(storage: Storage): Storage {
  const waiting = new Map<string, RoundStep>();
  const keyOf = ({ round, kind, day }: RoundStep): string => `${round}/${kind}/${day}`;
  const placeOf = ({ kind, day }: RoundStep): number => STEP_KINDS.indexOf(kind) * 100 + day;
  const reads = (reader: StorageReader): Partial<StorageReader> => ({
    steps: async (round) =>
      [...(await reader.steps(round)), ...[...waiting.values()].filter((step) => step.round === round)].sort(
        (a, b) => placeOf(a) - placeOf(b),
      ),
    dueSteps: async (now, postponedToo) => {
      const rounds = Map.groupBy(waiting.values(), ({ round }) => round);
      const first = [...rounds.values()].map((steps) => steps.sort((a, b) => placeOf(a) - placeOf(b))[0] as RoundStep);
      return first.filter(({ dueAt, nextAt }) => (postponedToo === true ? dueAt : nextAt) <= now);
    },
  });
  return {
    ...storage,
    ...reads(storage),
    transaction: (work) =>
      storage.transaction((writer) =>
        work({
          ...writer,
          ...reads(writer),
          async putSteps(steps) {
            for (const step of steps) {
              if (step.state === 'waiting') waiting.set(keyOf(step), step);
              else waiting.delete(keyOf(step));
            }
            await writer.putSteps(steps.filter(({ state }) => state === 'done'));
          },
        }),
      ),
  };
}
