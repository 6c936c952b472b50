import { ServerAnswerError } from '@robata/client';
import { Link, useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PageHead } from '../components/PageHead.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { useVisitor } from '../data/own.ts';

interface FundViewProps<T> {
  /** The heading of a page that has none without the answer. */
  readonly title?: string;
  readonly query: { readonly data: T | undefined; readonly error: Error | null; readonly refetch: () => unknown };
  readonly children: (data: T) => ReactNode;
}

/** What a question about the fund gives; where the fund is for investors, others read that and where to sign in. */
export function FundView<T>({ title, query, children }: FundViewProps<T>) {
  const { pathname } = useLocation();
  const account = useVisitor().data?.account ?? null;
  const { error } = query;
  const isClosed = error instanceof ServerAnswerError && (error.status === 401 || error.status === 403);
  if (!isClosed) return <QueryView query={query}>{children}</QueryView>;
  return (
    <>
      {title !== undefined && <PageHead title={title} />}
      <div className="state">
        <p>
          <strong>The fund is for its investors.</strong>{' '}
          {account === null
            ? 'Sign in with the account of an investor to see it.'
            : 'Your account is none of an investor: ask the operator of this tournament to make it one.'}
        </p>
        {account === null && (
          <Link to="/sign-in" search={{ to: pathname }} className="button button-main">
            Sign in
          </Link>
        )}
      </div>
    </>
  );
}
