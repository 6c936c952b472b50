import type { ReactNode } from 'react';

interface Query<T> {
  readonly data: T | undefined;
  readonly error: Error | null;
  readonly refetch: () => unknown;
}

interface QueryViewProps<T> {
  readonly query: Query<T>;
  readonly children: (data: T) => ReactNode;
}

/** What a query holds, or that it is loading, or why it failed. Data once shown stays through a failed refresh. */
export function QueryView<T>({ query, children }: QueryViewProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error === null) return <Loading />;
  return (
    <div className="state" role="alert">
      <p>
        <strong>This could not be loaded.</strong> {query.error.message}
      </p>
      <button type="button" className="button" onClick={() => void query.refetch()}>
        Try again
      </button>
    </div>
  );
}

/** The shape of a page whose content is on its way. */
export function Loading() {
  return (
    <div className="skeleton" role="status">
      <span className="unseen">Loading</span>
      <div />
      <div />
      <div />
    </div>
  );
}

/** Where there is nothing to show yet. */
export function Empty({ children }: { readonly children: ReactNode }) {
  return (
    <p className="state">
      <span>{children}</span>
    </p>
  );
}
