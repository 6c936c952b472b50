import type { LocalDiagnosis, LocalRelease } from '@robata/client';

/** What the page and its workers tell each other. */
export type WorkerRequest =
  | {
      readonly is: 'part';
      readonly file: File;
      readonly release: LocalRelease;
      readonly part: { readonly number: number; readonly of: number };
    }
  /** All parts' eras, to the first worker. */
  | { readonly is: 'join'; readonly eras: PartEras };

export type WorkerAnswer =
  /** Of all rows of the file. */
  | { readonly is: 'progress'; readonly share: number }
  | { readonly is: 'part'; readonly eras: PartEras }
  | { readonly is: 'done'; readonly diagnosis: LocalDiagnosis }
  | { readonly is: 'refused'; readonly message: string; readonly remedy: string | null }
  | { readonly is: 'failed'; readonly message: string };

/** The eras as they were computed: numbers and arrays, which only the workers look into. */
export type PartEras = Parameters<import('@robata/client/diagnostics').DiagnosedPart['join']>[0];
