import { useEffect, useRef, useState } from 'react';
import type { VerifiedRound } from '@robata/client/receipts';
import type { VerifyAnswer, VerifyQuestion } from './verifyWorker.ts';

export type Verification =
  | { readonly state: 'idle' }
  | { readonly state: 'working'; readonly stage: string }
  | { readonly state: 'done'; readonly result: VerifiedRound }
  | { readonly state: 'failed'; readonly fault: string };

/** One verification at a time, in a worker that ends with it or with the page. */
export function useVerification(): readonly [Verification, (question: VerifyQuestion) => void] {
  const [verification, setVerification] = useState<Verification>({ state: 'idle' });
  const running = useRef<Worker | null>(null);
  const stop = (): void => {
    running.current?.terminate();
    running.current = null;
  };
  useEffect(
    () => () => {
      running.current?.terminate();
    },
    [],
  );

  const begin = (question: VerifyQuestion): void => {
    stop();
    setVerification({ state: 'working', stage: 'Starting' });
    const worker = new Worker(new URL('./verifyWorker.ts', import.meta.url), { type: 'module' });
    running.current = worker;
    worker.addEventListener('message', ({ data }: MessageEvent<VerifyAnswer>) => {
      if ('stage' in data) return setVerification({ state: 'working', stage: data.stage });
      stop();
      setVerification(
        'result' in data ? { state: 'done', result: data.result } : { state: 'failed', fault: data.fault },
      );
    });
    worker.addEventListener('error', () => {
      stop();
      setVerification({ state: 'failed', fault: 'The computation ended without an answer: load the page again.' });
    });
    worker.postMessage(question);
  };
  return [verification, begin];
}
