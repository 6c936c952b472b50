import type { RuleField, RuleValue } from '@robata/client';
import { useId } from 'react';
import { formatRule } from './formatRule.ts';

interface RuleInputProps {
  readonly field: RuleField;
  /** In the newest version. */
  readonly before: RuleValue;
  /** What was typed; undefined: nothing. */
  readonly typed: RuleValue | undefined;
  readonly fault: string | null;
  /** Undefined: as it was. */
  readonly onChange: (value: RuleValue | undefined) => void;
}

/** One rule to change: its value, what may stand there, and what is wrong with it. */
export function RuleInput({ field, before, typed, fault, onChange }: RuleInputProps) {
  const id = useId();
  const { title, says, unit, kind } = field;
  const isChanged = typed !== undefined && typed !== before;
  if (kind.kind === 'fixed') {
    return (
      <div className="rule-field rule-fixed">
        <span className="rule-title">{title}</span>
        <span>{formatRule(before)}</span>
        <span className="field-hint">Fixed. {kind.because}</span>
      </div>
    );
  }
  const shared = { id, 'aria-invalid': fault !== null, 'aria-describedby': `${id}-says` };
  const set = (value: RuleValue): void => onChange(value === before ? undefined : value);
  return (
    <div className={isChanged ? 'rule-field rule-changed' : 'rule-field'}>
      <span className="rule-title">
        <label htmlFor={id}>{title}</label>
        {isChanged && <span className="badge badge-warning">was {formatRule(before)}</span>}
      </span>
      <span className="rule-value">
        {kind.kind === 'flag' || kind.kind === 'choice' ? (
          <select
            {...shared}
            value={String(typed ?? before)}
            onChange={({ target }) => set(kind.kind === 'flag' ? target.value === 'true' : target.value)}
          >
            {(kind.kind === 'flag' ? ['true', 'false'] : kind.options).map((option) => (
              <option key={option} value={option}>
                {formatRule(option)}
              </option>
            ))}
          </select>
        ) : (
          <input
            {...shared}
            type="text"
            inputMode="decimal"
            autoComplete="off"
            spellCheck={false}
            maxLength={40}
            placeholder={kind.kind === 'number' && kind.orNull ? 'none' : ''}
            value={typed === undefined ? String(before ?? '') : String(typed ?? '')}
            onChange={({ target }) => set(kind.kind === 'decimal' ? target.value.trim() : numberOf(target.value))}
          />
        )}
        {unit !== undefined && <span className="unit">{unit}</span>}
      </span>
      <span
        id={`${id}-says`}
        className={fault === null ? 'field-hint' : 'field-fault'}
        role={fault === null ? undefined : 'alert'}
      >
        {fault ?? `${says} ${rangeOf(field)}`}
      </span>
    </div>
  );
}

/** What is no number goes on as it was typed: the server says what may stand there. */
function numberOf(text: string): RuleValue {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  return String(Number(trimmed)) === trimmed ? Number(trimmed) : trimmed;
}

function rangeOf({ kind }: RuleField): string {
  if (kind.kind !== 'number' && kind.kind !== 'decimal') return '';
  const least = formatRule(kind.minimum);
  const orNone = kind.kind === 'number' && kind.orNull === true ? ', or empty' : '';
  return `From ${least} to ${formatRule(kind.maximum)}${orNone}.`;
}
