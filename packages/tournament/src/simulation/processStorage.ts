import { READS, WRITES } from '../storage/storageMethods.ts';
import type { Storage, StorageReader, StorageWriter } from '../storage/storage.ts';
import type { Random } from './seededRandom.ts';
import type { TurnTaking } from './turns.ts';
import type { Weather } from './weather.ts';

/** One call of a transaction that writes, as it was made. */
export interface Write {
  readonly method: (typeof WRITES)[number];
  readonly value: unknown;
}

/** What all processes share: one database, in which one transaction is open at a time. */
export interface SharedDatabase {
  /** As it is now: a crash of the database itself puts another one in its place. */
  storage(): Storage;
  /** Whether a plain read has to wait while a transaction is open, as on a database with one connection. */
  readonly readsWait: boolean;
  readonly transaction: { isOpen: boolean };
  /** Told of every commit, in their order, before anybody else can see it. */
  readonly onCommit: (writes: readonly Write[], process: string) => void;
}

export interface ProcessStorageInput {
  readonly database: SharedDatabase;
  readonly process: string;
  readonly turns: TurnTaking;
  readonly random: Random;
  readonly weather: () => Weather;
}

type Call = (...words: unknown[]) => Promise<unknown>;

/** What a client of PostgreSQL sees when another transaction came first. */
export const overtaken = (): Error =>
  Object.assign(new Error('could not serialize access due to concurrent update'), { code: '40001' });
const lost = (): Error => new Error('the connection to the database was lost');

/** The storage as one process has it: every call waits for its turn, and may fail as its weather will. `die` ends it for ever. */
export function processStorage(input: ProcessStorageInput): { storage: Storage; die: () => void } {
  const { database, process, turns, random, weather } = input;
  const { transaction } = database;
  const deaths = new Set<(error: Error) => void>();
  let isAlive = true;

  const at = async (place: string, isReady?: () => boolean): Promise<void> => {
    await turns.turn(process, place, isReady);
    if (random.chance(weather().brokenCall)) throw lost();
  };
  const isFree = (): boolean => !transaction.isOpen;
  const reads = (target: () => StorageReader, isReady?: () => boolean): StorageReader =>
    methods(READS, (name) => async (...words) => {
      await at(name, isReady);
      return turns.during(() => callOf(target(), name)(...words));
    }) as unknown as StorageReader;
  const writerOf = (writer: StorageWriter, writes: Write[]): StorageWriter => ({
    ...reads(() => writer),
    ...(methods(WRITES, (name) => async (...words) => {
      await at(name);
      await turns.during(() => callOf(writer, name)(...words));
      writes.push({ method: name, value: name === 'putDocument' ? words : words[0] });
    }) as unknown as Pick<StorageWriter, (typeof WRITES)[number]>),
  });

  const commit = async <T>(work: (writer: StorageWriter) => Promise<T>, writes: Write[]): Promise<T> => {
    let die: (error: Error) => void = () => undefined;
    const death = new Promise<never>((_, reject) => {
      die = reject;
    });
    death.catch(() => undefined);
    deaths.add(die);
    const body = async (writer: StorageWriter): Promise<T> => {
      // A storage may run it again where another transaction came first.
      writes.length = 0;
      const value = await work(writerOf(writer, writes));
      await turns.turn(process, 'commit');
      if (random.chance(weather().overtaken)) throw overtaken();
      return value;
    };
    turns.begin();
    try {
      return await database.storage().transaction(async (writer) => {
        turns.end();
        try {
          return await Promise.race([body(writer), death]);
        } finally {
          turns.begin();
        }
      });
    } finally {
      deaths.delete(die);
      transaction.isOpen = false;
      turns.end();
    }
  };

  const storage: Storage = {
    ...reads(() => database.storage(), database.readsWait ? isFree : undefined),
    async transaction(work) {
      await at('begin', isFree);
      transaction.isOpen = true;
      const writes: Write[] = [];
      let value: Awaited<ReturnType<typeof work>>;
      try {
        value = await commit(work, writes);
      } catch (error) {
        if (!isAlive) await new Promise(() => undefined);
        throw error;
      }
      database.onCommit(writes, process);
      if (!isAlive) await new Promise(() => undefined);
      await turns.turn(process, 'committed');
      if (random.chance(weather().lostCommit)) throw lost();
      return value;
    },
    close: async () => undefined,
  };
  const die = (): void => {
    isAlive = false;
    turns.forget(process);
    for (const end of deaths) end(new Error(`${process} died`));
  };
  return { storage, die };
}

const methods = <Name extends string>(names: readonly Name[], call: (name: Name) => Call): Record<Name, Call> =>
  Object.fromEntries(names.map((name) => [name, call(name)])) as Record<Name, Call>;

const callOf = (target: object, name: string): Call => {
  const method = (target as Record<string, Call>)[name];
  if (method === undefined) throw new Error(`the storage has no ${name}`);
  return method.bind(target);
};
