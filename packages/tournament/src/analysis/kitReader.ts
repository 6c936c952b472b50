import { Worker } from 'node:worker_threads';
import type { Start } from '@robata/portfolio';
import type { Blobs } from '../blobs/blobs.ts';
import { DomainError } from '../domainError.ts';
import { openingKey } from '../rounds/commitment.ts';
import type { RoundRecord } from '../records.ts';
import type { StorageReader } from '../storage/storage.ts';
import type { ContributionExplanation } from './explainContribution.ts';
import type { KitQuestion, KitReply, KitRequest } from './kitWorker.ts';

/** What follows from the published kits of resolved rounds. */
export interface KitReader {
  /**
   * One model's leave-one-out TC, computed anew from the kit and compared with what is stored. Throws DomainError `round_not_found`,
   * `round_not_resolved`, `kit_not_found`, `model_not_found`, `not_available`.
   */
  explain(round: number, model: string, start: Start): Promise<ContributionExplanation>;
  /**
   * All that a round's commitment is the SHA-256 of, gzipped: made from the kit and what was kept at the close. Throws as `explain`, and
   * `opening_not_found` for a round of before it was kept.
   */
  committed(round: number): Promise<Uint8Array>;
  /** Ends the thread, if there is one. */
  stop(): Promise<void>;
}

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

  async function resolvedKit(number: number): Promise<{ readonly round: RoundRecord; readonly kit: Uint8Array }> {
    const round = await reader.round(number);
    if (round === null) throw new DomainError('round_not_found', `There is no round ${number}.`);
    if (round.state !== 'resolved') {
      throw new DomainError('round_not_resolved', `Round ${number} is ${round.state}.`, {
        remedy: 'Its kit is published when it resolves.',
      });
    }
    const kit = await blobs.get(`rounds/${number}/kit.json.gz`);
    if (kit === null) throw new DomainError('kit_not_found', `The kit of round ${number} is not there.`);
    return { round, kit };
  }

  async function explain(number: number, name: string, start: Start): Promise<ContributionExplanation> {
    const { round, kit } = await resolvedKit(number);
    const model = (await reader.models()).find((candidate) => candidate.name === name);
    const nobody = (): DomainError =>
      new DomainError('model_not_found', `No model ${name} took part in round ${number}.`, { field: 'model' });
    if (model === undefined) throw nobody();
    const column = round.columns.findIndex(({ definitionId }) => definitionId === COLUMN[start]);
    const [score] = await reader.scores({ round: number, model: model.id, latestOnly: true });
    const value = score?.values[column];
    const stored = value === undefined || Number.isNaN(value) ? null : value;
    const question: KitQuestion = { kind: 'explain', start, model: name, stored };
    const explanation = await thread.ask<ContributionExplanation | null>(number, kit, question);
    if (explanation === null) throw nobody();
    return explanation;
  }

  async function committed(number: number): Promise<Uint8Array> {
    const { round, kit } = await resolvedKit(number);
    const opening = await reader.document(openingKey(number));
    if (typeof opening !== 'string' || round.salt === null) {
      throw new DomainError('opening_not_found', `What round ${number} committed to was not kept.`);
    }
    return thread.ask(number, kit, { kind: 'committed', salt: round.salt, opening });
  }

  return {
    explain: (round, model, start) => once(`${round} ${start} ${model}`, () => explain(round, model, start)),
    committed,
    stop: thread.stop,
  };
}

interface Caller {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

function kitThread() {
  const callers = new Map<number, Caller>();
  let worker: Worker | null = null;
  let idle: NodeJS.Timeout | undefined;
  let nextCall = 1;

  function begin(): Worker {
    const started = new Worker(new URL('./kitWorker.ts', import.meta.url));
    started.on('message', (reply: KitReply) => {
      const caller = callers.get(reply.call);
      callers.delete(reply.call);
      if ('error' in reply) caller?.reject(new Error(reply.error));
      else caller?.resolve(reply.value);
      if (callers.size > 0) return;
      started.unref();
      idle = setTimeout(() => void stop(), IDLE_MS).unref();
    });
    const end = (error: Error): void => {
      if (worker === started) worker = null;
      for (const caller of callers.values()) caller.reject(error);
      callers.clear();
    };
    started.on('error', end);
    started.on('exit', () => worker === started && end(new Error('the thread that reads kits has ended')));
    return started;
  }

  async function stop(): Promise<void> {
    clearTimeout(idle);
    const ending = worker;
    worker = null;
    for (const caller of callers.values()) caller.reject(new Error('the thread that reads kits was stopped'));
    callers.clear();
    await ending?.terminate();
  }

  return {
    stop,
    ask<T>(round: number, kit: Uint8Array, question: KitQuestion): Promise<T> {
      if (callers.size >= MOST_WAITING) {
        const sentence = 'Too many kits are being read at this moment.';
        return Promise.reject(new DomainError('not_available', sentence, { remedy: 'Try again in a minute.' }));
      }
      clearTimeout(idle);
      worker ??= begin();
      worker.ref();
      const call = nextCall++;
      const answer = new Promise<T>((resolve, reject) => {
        callers.set(call, { resolve: resolve as (value: unknown) => void, reject });
      });
      worker.postMessage({ call, round, kit, question } satisfies KitRequest);
      return answer;
    },
  };
}
