import { type ReactNode, useState } from 'react';
import { sentenceOf } from './sentenceOf.ts';

interface ActProps {
  readonly children: ReactNode;
  readonly onAct: () => Promise<unknown>;
  /** Asked before what cannot be undone is done, as `Revoke it?`; the button is pressed twice then. */
  readonly confirm?: string;
  /** What it does, where its text alone does not say it to those who cannot see what stands around it. */
  readonly label?: string;
}

/** A button that does something at the server, once at a time; a refusal stands beside it. */
export function Act({ children, onAct, confirm, label }: ActProps) {
  const [state, setState] = useState<'idle' | 'asking' | 'acting'>('idle');
  const [fault, setFault] = useState<string | null>(null);
  const act = async (): Promise<void> => {
    if (state === 'acting') return;
    if (confirm !== undefined && state === 'idle') return setState('asking');
    setState('acting');
    setFault(null);
    try {
      await onAct();
    } catch (error) {
      setFault(sentenceOf(error));
    } finally {
      setState('idle');
    }
  };
  return (
    <span className="act">
      <button
        type="button"
        className={state === 'asking' ? 'button button-danger' : 'button'}
        aria-label={label === undefined ? undefined : state === 'asking' ? `${confirm} ${label}` : label}
        aria-disabled={state === 'acting'}
        onClick={() => void act()}
        onBlur={() => state === 'asking' && setState('idle')}
      >
        {state === 'asking' ? confirm : children}
      </button>
      {fault !== null && (
        <span className="field-fault" role="alert">
          {fault}
        </span>
      )}
    </span>
  );
}
