import type { ReactNode } from 'react';
import type { Term } from '../terms/terms.ts';
import { Explained } from './Explained.tsx';

/** A row of figures, each with its name above it. */
export function Figures({ children }: { readonly children: ReactNode }) {
  return <dl className="tiles">{children}</dl>;
}

interface FigureProps {
  readonly term: Term;
  readonly children: ReactNode;
  readonly unit?: string;
  readonly note?: ReactNode;
}

export function Figure({ term, children, unit, note }: FigureProps) {
  return (
    <div className="tile">
      <dt>
        <Explained term={term} />
      </dt>
      <dd>
        <span className="tile-value">{children}</span>
        {unit !== undefined && <span className="unit"> {unit}</span>}
        {note !== undefined && <span className="tile-note">{note}</span>}
      </dd>
    </div>
  );
}
