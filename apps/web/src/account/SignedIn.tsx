import type { Visitor } from '@robata/client';
import { Link, useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PageHead } from '../components/PageHead.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { useVisitor } from '../data/own.ts';

interface SignedInProps {
  /** What the page is, for whoever has to sign in first. */
  readonly title: string;
  /** What it is about, for them; default: their own things. */
  readonly about?: string;
  /** Stands below that. */
  readonly help?: ReactNode;
  readonly children: (account: NonNullable<Visitor['account']>) => ReactNode;
}

/** A page for people who are signed in; everybody else is told where to do that. */
export function SignedIn({ title, about = OWN_THINGS, help, children }: SignedInProps) {
  return (
    <QueryView query={useVisitor()}>
      {({ account, participation }) =>
        account === null ? (
          <Stranger title={title} about={about} help={help} participation={participation} />
        ) : (
          children(account)
        )
      }
    </QueryView>
  );
}

const OWN_THINGS = 'This page is about your own things: sign in to see them.';

type StrangerProps = Pick<SignedInProps, 'title' | 'about' | 'help'> & { readonly participation: string };

function Stranger({ title, about, help, participation }: StrangerProps) {
  const { pathname } = useLocation();
  if (participation === 'none') {
    return (
      <PageHead title={title}>
        <p>This server only shows a tournament that was played: nobody takes part in it.</p>
      </PageHead>
    );
  }
  return (
    <>
      <PageHead title={title}>
        <p>{about}</p>
      </PageHead>
      <p className="acts">
        <Link to="/sign-in" search={{ to: pathname }} className="button button-main">
          Sign in
        </Link>
        {participation === 'open' && (
          <Link to="/sign-up" className="button">
            Sign up
          </Link>
        )}
      </p>
      {help}
    </>
  );
}
