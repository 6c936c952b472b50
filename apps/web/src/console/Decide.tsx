import { ServerAnswerError } from '@robata/client';
import { type ReactNode, useId, useRef, useState } from 'react';
import { Field } from '../forms/Field.tsx';
import { Form, type FormValues } from '../forms/Form.tsx';
import { useConsoleChanged } from './consoleQueries.ts';
import { useTell } from './told.ts';

interface DecideProps {
  /** What the button says that opens the question, as `Cancel the round …`. */
  readonly button: string;
  /** The same for those who do not see what stands around it. */
  readonly label?: string;
  /** The question, as `Cancel round 12?`. */
  readonly title: string;
  /** What will happen, and what of it cannot be undone. */
  readonly what: ReactNode;
  /** What has to be said with it: fields of a form. */
  readonly children?: ReactNode;
  /** Has to be typed, letter by letter, where a slip would be dear. */
  readonly typed?: string;
  /** What the button says that does it, as `Cancel round 12`. */
  readonly confirm: string;
  /** Does it; gives a sentence that says what happened. The same values again come with the same key. */
  readonly onAct: (values: FormValues, idempotencyKey: string) => Promise<string>;
  readonly isDanger?: boolean;
}

/** Something that an operator decides: a button that asks in a dialog, names what will happen, and says afterwards what happened. */
export function Decide(props: DecideProps) {
  const { button, label, title, what, children, typed, confirm, onAct, isDanger = false } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOpen, setOpen] = useState(false);
  const sent = useRef({ text: '', key: '' });
  const headingId = useId();
  const changed = useConsoleChanged();
  const tell = useTell();

  const open = (): void => {
    setOpen(true);
    dialog.current?.showModal();
  };
  const close = (): void => dialog.current?.close();
  const act = async (values: FormValues): Promise<void> => {
    if (typed !== undefined && values.text('confirmation').trim() !== typed) {
      throw new ServerAnswerError(400, `This is not '${typed}'.`, { field: 'confirmation' });
    }
    const text = JSON.stringify(values.all());
    if (sent.current.text !== text) sent.current = { text, key: crypto.randomUUID() };
    const sentence = await onAct(values, sent.current.key);
    sent.current = { text: '', key: '' };
    await changed();
    close();
    tell(sentence);
  };

  return (
    <>
      <button type="button" className={isDanger ? 'button button-danger' : 'button'} aria-label={label} onClick={open}>
        {button}
      </button>
      <dialog ref={dialog} className="decide" aria-labelledby={headingId} onClose={() => setOpen(false)}>
        {isOpen && (
          <>
            <h2 id={headingId}>{title}</h2>
            <div className="decide-what">{what}</div>
            <Form
              label={title}
              button={confirm}
              onSubmit={act}
              aside={
                <button type="button" className="button" onClick={close}>
                  Leave it as it is
                </button>
              }
            >
              {children}
              {typed !== undefined && (
                <Field
                  name="confirmation"
                  label={`Type “${typed}” to confirm`}
                  autoComplete="off"
                  placeholder={typed}
                  maxLength={200}
                />
              )}
            </Form>
          </>
        )}
      </dialog>
    </>
  );
}
