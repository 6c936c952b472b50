import { diagnosePart, type DiagnosedPart, DomainError } from '@robata/client/diagnostics';
import type { WorkerAnswer, WorkerRequest } from './messages.ts';

/** One of the threads that share a file's eras. It is ended, and not asked, to stop. */
const say = (answer: WorkerAnswer): void => postMessage(answer);
let mine: DiagnosedPart | null = null;

addEventListener('message', ({ data: request }: MessageEvent<WorkerRequest>) => {
  answer(request).catch((error: unknown) => {
    if (error instanceof DomainError) {
      say({ is: 'refused', message: error.message, remedy: error.remedy });
    } else say({ is: 'failed', message: error instanceof Error ? error.message : String(error) });
  });
});

async function answer(request: WorkerRequest): Promise<void> {
  if (request.is === 'join') {
    if (mine !== null) say({ is: 'done', diagnosis: mine.join(request.eras) });
    return;
  }
  const { file, release, part } = request;
  mine = await diagnosePart({ file, release, part, onEra: (share) => say({ is: 'progress', share }) });
  say({ is: 'part', eras: mine.eras });
}
