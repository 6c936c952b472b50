import { Worker } from 'node:worker_threads';
import type { Start } from '@robata/portfolio';
import type { Blobs } from '../blobs/blobs.ts';
import { DomainError } from '../domainError.ts';
import { isSignals } from '../rounds/ledgerRound.ts';
import { openingKey } from '../rounds/commitment.ts';
import { evidenceBlob, kitBlob, kitBytes } from '../receipts/publicationFiles.ts';
import { type KitPublication, type PublishedReceipts, receiptsKey } from '../receipts/roundReceipts.ts';
import type { RoundRecord } from '../records.ts';
import type { StorageReader } from '../storage/storage.ts';
import type { ContributionExplanation } from './explainContribution.ts';
import type { KitForm, KitQuestion, KitReply, KitRequest } from './kitWorker.ts';

/** What follows from the kits of resolved rounds. */
export interface KitReader {
  /**
   * One model's leave-one-out TC, computed anew from the kit and compared with what is stored. By the name that it has now, or had at the close.
   * Where the round publishes nobody's predictions, those whom `isOwner` does not know get it without stocks: their ranks are predictions.
   * Throws DomainError `round_not_found`, `round_not_resolved`, `kit_not_found`, `model_not_found`, `not_available`.
   */
  explain(round: number, model: string, start: Start, isOwner?: IsOwner): Promise<ContributionExplanation>;
  /**
   * A participant's kit of a round, as a file or JSON: its own predictions and weight beside the meta model and the total weight. For its owner alone: the
   * caller sees to that. Throws as `explain`.
   */
  own(round: number, model: number, form: 'npz'): Promise<Uint8Array>;
  own(round: number, model: number, form: 'json'): Promise<string>;
  /**
   * The full kit as gzipped JSON, with ranks in place of values where those are published. Nobody should ask for that of a large one. Throws as
   * `explain`.
   */
  json(round: number, kits: Exclude<KitPublication, 'own'>): Promise<Uint8Array>;
  /** The kit in its partial form, without anybody's predictions, as a file. Throws as `explain`. */
  partial(round: number): Promise<Uint8Array>;
  /**
   * All that a round's commitment is the SHA-256 of, gzipped: made from the kit and what was kept at the close. Throws as `explain`, and
   * `opening_not_found` for a round of before it was kept.
   */
  committed(round: number): Promise<Uint8Array>;
  /** Ends the thread, if there is one. */
  stop(): Promise<void>;
}

/** Whether who asks has this model, by its number. */
export type IsOwner = (model: number) => Promise<boolean>;

const COLUMN: Readonly<Record<Start, string>> = { zero: 'tc-leave-one-out-zero', held: 'tc-leave-one-out-held' };
/** One thread answers one after the other; who comes when so many wait is told to come again. */
const MOST_WAITING = 16;
/** A resolved round never changes: its answers are kept. */
const KEPT_ANSWERS = 500;
const IDLE_MS = 120_000;

/** Reads kits in a thread of its own, which begins with the first question and ends when none came for two minutes. */
export function kitReader(
  reader: Pick<StorageReader, 'round' | 'models' | 'scores' | 'document'>,
  blobs: Pick<Blobs, 'get'>,
): KitReader {
  const thread = kitThread();
  const answers = new Map<string, Promise<unknown>>();

  /** Answers of the same question are computed once; failures are not kept. */
  function once<T>(key: string, work: () => Promise<T>): Promise<T> {
    const known = answers.get(key) as Promise<T> | undefined;
    if (known !== undefined) return known;
    const answer = work();
    answers.set(key, answer);
    answer.catch(() => answers.delete(key));
    for (const [oldest] of answers) if (answers.size > KEPT_ANSWERS) answers.delete(oldest);
    return answer;
  }

  async function resolved(number: number): Promise<RoundRecord> {
    const round = await reader.round(number);
    if (round === null) throw new DomainError('round_not_found', `There is no round ${number}.`);
    if (round.state === 'resolved') return round;
    throw new DomainError('round_not_resolved', `Round ${number} is ${round.state}.`, {
      remedy: 'Its kit is published when it resolves.',
    });
  }

  async function present(number: number, reading: Promise<Uint8Array | null>): Promise<Uint8Array> {
    const bytes = await reading;
    if (bytes === null) throw new DomainError('kit_not_found', `The kit of round ${number} is not there.`);
    return bytes;
  }

  const ask = <T>(number: number, question: KitQuestion): Promise<T> =>
    thread.ask(number, () => present(number, kitBytes(blobs, kitBlob(number))), question);

  const evidenceOf = (number: number): Promise<Uint8Array> => present(number, blobs.get(evidenceBlob(number)));

  const receiptsOf = async (number: number): Promise<PublishedReceipts | null> =>
    (await reader.document(receiptsKey(number))) as PublishedReceipts | null;

  async function explain(number: number, name: string, start: Start) {
    const round = await resolved(number);
    const receipts = await receiptsOf(number);
    const nobody = (): DomainError =>
      new DomainError('model_not_found', `No model ${name} took part in round ${number}.`, { field: 'model' });
    const then = Object.entries(receipts?.names ?? {});
    const found = (await reader.models()).find((candidate) => candidate.name === name)?.id;
    const id = found ?? Number(then.find(([, called]) => called === name)?.[0] ?? Number.NaN);
    if (Number.isNaN(id)) throw nobody();
    const column = round.columns.findIndex(({ definitionId }) => definitionId === COLUMN[start]);
    const [score] = await reader.scores({ round: number, model: id, latestOnly: true });
    const value = score?.values[column];
    const stored = value === undefined || Number.isNaN(value) ? null : value;
    const model = receipts?.names[id] ?? name;
    const explanation = await ask<ContributionExplanation | null>(number, { kind: 'explain', start, model, stored });
    if (explanation === null) throw nobody();
    // Rounds of before there were receipts published all there is.
    const isForAll = receipts === null || receipts.kits !== 'own';
    return {
      id,
      isForAll,
      isHidden: !isForAll && (await isOfSignals(id)),
      explanation: { ...explanation, model: name },
    };
  }

  /** Its owner knows tickers: beside the round's ids its own numbers would tell which id is whose. */
  const isOfSignals = async (id: number): Promise<boolean> =>
    (await reader.models()).some((model) => model.id === id && isSignals(model));

  async function committed(number: number): Promise<Uint8Array> {
    const round = await resolved(number);
    const opening = await reader.document(openingKey(number));
    if (typeof opening !== 'string' || round.salt === null) {
      throw new DomainError('opening_not_found', `What round ${number} committed to was not kept.`);
    }
    return ask(number, { kind: 'committed', salt: round.salt, opening });
  }

  return {
    async explain(round, model, start, isOwner = async () => false) {
      const found = await once(`${round} ${start} ${model}`, () => explain(round, model, start));
      const isShown = found.isForAll || (!found.isHidden && (await isOwner(found.id)));
      return isShown ? found.explanation : withoutStocks(found.explanation);
    },
    json: async (number, kits) => {
      await resolved(number);
      return ask(number, { kind: 'json', kits });
    },
    async partial(number) {
      await resolved(number);
      return ask(number, { kind: 'partial', evidence: await evidenceOf(number) });
    },
    async own<T>(number: number, id: number, form: KitForm): Promise<T> {
      await resolved(number);
      const receipts = await receiptsOf(number);
      const nothing = (): DomainError =>
        new DomainError('kit_not_found', `The model has no predictions in round ${number}.`, {
          remedy: 'Ask for a round that it submitted to.',
        });
      const model = receipts?.names[id];
      if (model === undefined) throw nothing();
      if (receipts?.kits === 'own' && (await isOfSignals(id))) {
        throw new DomainError(
          'kit_by_ticker',
          'A Signals model submits by ticker, and its kit would tell which id is whose.',
          {
            remedy: 'Its scores stand in its receipt; the operator can verify them.',
          },
        );
      }
      const kit = await ask<T | null>(number, { kind: 'own', model, evidence: await evidenceOf(number), form });
      if (kit === null) throw nothing();
      return kit;
    },
    committed,
    stop: thread.stop,
  };
}

/** What everybody may know of it where predictions stay with their owners. */
const withoutStocks = (told: ContributionExplanation): ContributionExplanation => ({
  ...told,
  stocksShown: [],
  others: {
    stocks: told.changedStocks,
    earned: told.stocksShown.reduce((sum, { earned }) => sum + earned, told.others.earned),
  },
});

interface Caller {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

function kitThread() {
  const callers = new Map<number, Caller>();
  let worker: Worker | null = null;
  let idle: NodeJS.Timeout | undefined;
  let nextCall = 1;
  /** Whose kit the thread has. */
  let there: number | null = null;
  /** When the question before is answered. */
  let turn: Promise<void> = Promise.resolve();

  function begin(): Worker {
    const started = new Worker(new URL('./kitWorker.ts', import.meta.url));
    started.on('message', (reply: KitReply) => {
      const caller = callers.get(reply.call);
      callers.delete(reply.call);
      if ('error' in reply) there = null;
      if ('error' in reply) caller?.reject(new Error(reply.error));
      else caller?.resolve(reply.value);
      rest();
    });
    const end = (error: Error): void => {
      if (worker === started) [worker, there] = [null, null];
      for (const caller of callers.values()) caller.reject(error);
      callers.clear();
    };
    started.on('error', end);
    started.on('exit', () => worker === started && end(new Error('the thread that reads kits has ended')));
    return started;
  }

  /** Nobody waits any more: nobody may come again. */
  function rest(): void {
    if (callers.size > 0) return;
    worker?.unref();
    clearTimeout(idle);
    idle = setTimeout(() => void stop(), IDLE_MS).unref();
  }

  async function stop(): Promise<void> {
    clearTimeout(idle);
    const ending = worker;
    worker = null;
    there = null;
    for (const caller of callers.values()) caller.reject(new Error('the thread that reads kits was stopped'));
    callers.clear();
    await ending?.terminate();
  }

  return {
    stop,
    /** One question at a time, and its kit is read when it is its turn: a large one is in memory once and not for each that waits. */
    ask<T>(round: number, read: () => Promise<Uint8Array>, question: KitQuestion): Promise<T> {
      if (callers.size >= MOST_WAITING) {
        const sentence = 'Too many kits are being read at this moment.';
        return Promise.reject(new DomainError('not_available', sentence, { remedy: 'Try again in a minute.' }));
      }
      clearTimeout(idle);
      const call = nextCall++;
      const answer = new Promise<T>((resolve, reject) => {
        callers.set(call, { resolve: resolve as (value: unknown) => void, reject });
      });
      const send = async (): Promise<void> => {
        const kit = question.kind === 'partial' || there === round ? null : await read();
        // It was stopped meanwhile.
        if (!callers.has(call)) return;
        if (kit !== null) there = round;
        worker ??= begin();
        worker.ref();
        worker.postMessage({ call, round, kit, question } satisfies KitRequest);
      };
      const fail = (error: Error): void => {
        callers.get(call)?.reject(error);
        callers.delete(call);
        rest();
      };
      const end = answer.then(
        () => undefined,
        () => undefined,
      );
      turn = turn.then(() => send().then(() => end, fail));
      return answer;
    },
  };
}
