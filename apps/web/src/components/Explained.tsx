import type { ReactNode } from 'react';
import type { Term } from '../terms/terms.ts';
import { useTip } from './useTip.tsx';

/** A word with its explanation: a dotted line, a tooltip for mouse, keyboard and touch. */
export function Explained({ term, children }: { readonly term: Term; readonly children?: ReactNode }) {
  const { trigger, tip } = useTip(term);
  return (
    <>
      <button type="button" className="explained" {...trigger}>
        {children ?? term.name}
      </button>
      {tip}
    </>
  );
}
