import { ServerAnswerError } from '@robata/client';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { FaultContext, type FormFault } from './fault.ts';
import { sentenceOf } from './sentenceOf.ts';

interface FormProps {
  /** What the form does, for those who cannot see it. */
  readonly label: string;
  /** What its button says. */
  readonly button: string;
  readonly onSubmit: (values: FormValues) => Promise<unknown>;
  readonly children?: ReactNode;
  /** Beside the button. */
  readonly aside?: ReactNode;
  readonly isInline?: boolean;
}

/** What was typed, by the names of the fields. */
export interface FormValues {
  text(name: string): string;
  texts(name: string): readonly string[];
  /** Names with values, in the order of the form. */
  all(): readonly (readonly [string, string])[];
}

const valuesOf = (form: HTMLFormElement): FormValues => {
  const data = new FormData(form);
  const texts = (name: string): string[] => data.getAll(name).map((value) => (typeof value === 'string' ? value : ''));
  const all = () => [...data.entries()].map(([name, value]) => [name, typeof value === 'string' ? value : ''] as const);
  return { texts, all, text: (name) => texts(name)[0] ?? '' };
};

/** Sends its values once at a time. A refusal stands beside the field that it is about, which gets the focus; any other above the button. */
export function Form({ label, button, onSubmit, children, aside, isInline = false }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [fault, setFault] = useState<FormFault | null>(null);
  const [isSending, setSending] = useState(false);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const element = form.current;
    if (element === null || isSending) return;
    const empty = [...element.querySelectorAll<HTMLInputElement>('input[required]')].find(({ value }) => value === '');
    if (empty !== undefined) {
      setFault({ field: empty.name, sentence: 'Fill this in.' });
      return empty.focus();
    }
    setSending(true);
    setFault(null);
    try {
      await onSubmit(valuesOf(element));
    } catch (error) {
      const field = error instanceof ServerAnswerError && error.field !== null ? error.field : null;
      const input = field === null ? null : element.elements.namedItem(field);
      setFault({ field: input === null ? null : field, sentence: sentenceOf(error) });
      if (input instanceof HTMLElement) input.focus();
    } finally {
      setSending(false);
    }
  };

  return (
    <FaultContext value={fault}>
      <form
        ref={form}
        className={isInline ? 'form form-inline' : 'form'}
        aria-label={label}
        noValidate
        onSubmit={(event) => void submit(event)}
      >
        {children}
        {fault !== null && fault.field === null && (
          <p className="field-fault" role="alert">
            {fault.sentence}
          </p>
        )}
        <div className="form-end">
          <button type="submit" className="button button-main" aria-disabled={isSending}>
            {isSending ? 'One moment …' : button}
          </button>
          {aside}
        </div>
      </form>
    </FaultContext>
  );
}
