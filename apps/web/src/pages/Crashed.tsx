import type { ErrorComponentProps } from '@tanstack/react-router';
import { PageHead } from '../components/PageHead.tsx';

/** A fault of the page itself. */
export function Crashed({ error, reset }: ErrorComponentProps) {
  return (
    <>
      <PageHead title="This page failed">
        <p>{error instanceof Error ? error.message : 'The reason is not known.'}</p>
      </PageHead>
      <p>
        <button type="button" className="button" onClick={reset}>
          Show it again
        </button>
      </p>
    </>
  );
}
