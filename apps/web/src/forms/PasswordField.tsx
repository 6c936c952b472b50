import { useState } from 'react';
import { Field } from './Field.tsx';

interface PasswordFieldProps {
  readonly name: string;
  readonly label: string;
  /** One that is being chosen, and not one that is known. */
  readonly isNew?: boolean;
}

const LENGTH_MIN = 10;
const LENGTH_MAX = 128;

/** A password, which can be looked at while it is typed. */
export function PasswordField({ name, label, isNew = false }: PasswordFieldProps) {
  const [isShown, setShown] = useState(false);
  return (
    <div className="password-field">
      <Field
        name={name}
        label={label}
        type={isShown ? 'text' : 'password'}
        autoComplete={isNew ? 'new-password' : 'current-password'}
        maxLength={LENGTH_MAX}
        {...(isNew && { minLength: LENGTH_MIN, hint: 'At least 10 characters; a sentence is easy to remember.' })}
      />
      <button type="button" className="reveal" aria-pressed={isShown} onClick={() => setShown(!isShown)}>
        {isShown ? 'Hide' : 'Show'}
        <span className="unseen"> the password</span>
      </button>
    </div>
  );
}
