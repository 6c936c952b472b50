import { type LocalDiagnosis, type LocalRelease, localRelease, type ReleaseProgress } from '@robata/client';
import { useEffect, useRef, useState } from 'react';
import { client } from '../data/client.ts';
import { sentenceOf } from '../forms/sentenceOf.ts';
import { fileStore } from './fileStore.ts';
import { keepLooks, type Look, lookOf, looksAt, withLook } from './looks.ts';
import { RefusedFile, runWorkers } from './runWorkers.ts';

export type DiagnosisState =
  | { readonly is: 'empty' }
  | { readonly is: 'loading'; readonly file: string; readonly progress: ReleaseProgress | null }
  | { readonly is: 'computing'; readonly file: string; readonly share: number }
  | { readonly is: 'refused'; readonly file: string; readonly message: string; readonly remedy: string | null }
  | { readonly is: 'failed'; readonly file: string; readonly sentence: string }
  | { readonly is: 'no-data' }
  | {
      readonly is: 'done';
      readonly file: string;
      readonly diagnosis: LocalDiagnosis;
      readonly release: LocalRelease;
      readonly seconds: number;
      readonly looks: readonly Look[];
    };

/** A dropped file through download, computation and result. A new file stops the one before it. */
export function useDiagnosis() {
  const [state, setState] = useState<DiagnosisState>({ is: 'empty' });
  const running = useRef<AbortController | null>(null);
  const store = useRef(fileStore());
  useEffect(() => () => running.current?.abort(), []);

  const start = async (file: File): Promise<void> => {
    running.current?.abort();
    const stopping = new AbortController();
    running.current = stopping;
    const { signal } = stopping;
    const show = (next: DiagnosisState): void => {
      if (!signal.aborted) setState(next);
    };
    show({ is: 'loading', file: file.name, progress: null });
    try {
      const release = await localRelease(client, store.current, {
        signal,
        onProgress: (progress) => show({ is: 'loading', file: file.name, progress }),
      });
      if (release === null) return show({ is: 'no-data' });
      show({ is: 'computing', file: file.name, share: 0 });
      const began = performance.now();
      const diagnosis = await runWorkers({
        file,
        release,
        signal,
        onProgress: (share) => show({ is: 'computing', file: file.name, share }),
      });
      const seconds = (performance.now() - began) / 1000;
      const looks = withLook(looksAt(release.etag), lookOf(file.name, Date.now(), diagnosis));
      keepLooks(release.etag, looks);
      show({ is: 'done', file: file.name, diagnosis, release, seconds, looks });
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof RefusedFile) {
        show({ is: 'refused', file: file.name, message: error.message, remedy: error.remedy });
      } else show({ is: 'failed', file: file.name, sentence: sentenceOf(error) });
    }
  };
  return {
    state,
    start: (file: File) => void start(file),
    stop: () => {
      running.current?.abort();
      setState({ is: 'empty' });
    },
    /** The count of looks begins again. */
    forget: () => {
      if (state.is !== 'done') return;
      keepLooks(state.release.etag, []);
      setState({ ...state, looks: [] });
    },
  };
}
