import type { OwnSubmission } from '@robata/client';

const CLASSES = {
  accepted: 'badge-good',
  rejected: 'badge-bad',
  pending: 'badge-warning',
  queued: 'badge-warning',
} as const;

/** The state of a submission, and whether it is the one that counts. */
export function SubmissionBadge({ submission: { state, selected, late } }: { readonly submission: OwnSubmission }) {
  return (
    <>
      <span className={`badge ${CLASSES[state]}`}>{state}</span>
      {selected && (
        <>
          {' '}
          <span className="badge" title="The one that counts for its model in its round">
            counts
          </span>
        </>
      )}
      {late && (
        <>
          {' '}
          <span className="badge badge-warning">late</span>
        </>
      )}
    </>
  );
}
