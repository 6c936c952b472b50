import { type ReactNode, useEffect } from 'react';

interface PageHeadProps {
  readonly title: string;
  readonly badge?: ReactNode;
  readonly children?: ReactNode;
}

/** The heading of a page and what it is about; also names the browser's tab. */
export function PageHead({ title, badge, children }: PageHeadProps) {
  useEffect(() => {
    document.title = `${title} · Robata`;
  }, [title]);
  return (
    <header className="page-head">
      <h1>
        {title} {badge}
      </h1>
      {children !== undefined && <div className="lead">{children}</div>}
    </header>
  );
}
