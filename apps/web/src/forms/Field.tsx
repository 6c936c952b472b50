import { type InputHTMLAttributes, type ReactNode, use, useId } from 'react';
import { FaultContext } from './fault.ts';

interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'name' | 'id' | 'children'> {
  readonly name: string;
  readonly label: string;
  readonly hint?: ReactNode;
  /** More than one line. */
  readonly rows?: number;
}

/** One thing to type, with its name above it; below it what is expected, or why it was refused and what to do. */
export function Field({ name, label, hint, rows, ...input }: FieldProps) {
  const id = useId();
  const fault = use(FaultContext);
  const refusal = fault?.field === name ? fault.sentence : null;
  const isDescribed = refusal !== null || hint !== undefined;
  const shared = {
    id,
    name,
    spellCheck: false,
    'aria-invalid': refusal !== null,
    ...(isDescribed && { 'aria-describedby': `${id}-says` }),
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {rows === undefined ? (
        <input type="text" required autoCapitalize="none" {...input} {...shared} />
      ) : (
        <textarea rows={rows} maxLength={input.maxLength} defaultValue={input.defaultValue} {...shared} />
      )}
      {refusal !== null ? (
        <p className="field-fault" id={`${id}-says`} role="alert">
          {refusal}
        </p>
      ) : (
        hint !== undefined && (
          <p className="field-hint" id={`${id}-says`}>
            {hint}
          </p>
        )
      )}
    </div>
  );
}
