/** What a piece of work cost. CPU counts all threads of the process: the compiler's, the garbage collector's, workers'. */
export interface Measured {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly peakMemoryMb?: number;
  readonly details?: Readonly<Record<string, unknown>>;
}

export async function measure<T>(work: () => T | Promise<T>): Promise<{ result: T } & Measured> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const result = await work();
  const wallSeconds = (performance.now() - start) / 1000;
  return { result, wallSeconds, cpuSeconds: seconds(process.cpuUsage(cpu)) };
}

/** CPU and wall seconds of each of so many repeats, after some that do not count. */
export function repeated(work: () => void, { warm = 10, count = 20 } = {}) {
  for (let at = 0; at < warm; at++) work();
  const runs = Array.from({ length: count }, () => {
    const cpu = process.cpuUsage();
    const start = performance.now();
    work();
    const wall = (performance.now() - start) / 1000;
    return { cpu: seconds(process.cpuUsage(cpu)), wall };
  });
  const cpu = runs.map((run) => run.cpu);
  return { cpuSeconds: median(cpu), wallSeconds: median(runs.map(({ wall }) => wall)), least: Math.min(...cpu) };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const seconds = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1e6;
