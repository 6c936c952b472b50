import type { Rules } from '@robata/client';
import { useId, useState } from 'react';

interface JsonRulesProps {
  readonly changes: Rules;
  readonly onChange: (changes: Rules) => void;
}

/** The changed rules as JSON, to be typed or pasted. */
export function JsonRules({ changes, onChange }: JsonRulesProps) {
  const id = useId();
  const [text, setText] = useState(() => JSON.stringify(changes, null, 2));
  const [fault, setFault] = useState<string | null>(null);
  const type = (next: string): void => {
    setText(next);
    try {
      const value: unknown = JSON.parse(next);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('it is no object');
      setFault(null);
      onChange(value as Rules);
    } catch (error) {
      setFault(`This is not JSON: ${error instanceof Error ? error.message : 'unreadable'}.`);
    }
  };
  return (
    <div className="field">
      <label htmlFor={id}>Rules that change, by name</label>
      <textarea
        id={id}
        className="rule-json"
        rows={10}
        spellCheck={false}
        maxLength={20_000}
        value={text}
        aria-invalid={fault !== null}
        aria-describedby={`${id}-says`}
        onChange={({ target }) => type(target.value)}
      />
      <p id={`${id}-says`} className={fault === null ? 'field-hint' : 'field-fault'}>
        {fault ?? 'As {"optimizer.gross": 1, "payout.clip": "0.05"}. Payouts are texts, so that they are exact.'}
      </p>
    </div>
  );
}
