import { freshKey } from '@robata/client';
import { type ReactNode, useRef, useState } from 'react';
import { Form, type FormValues } from '../forms/Form.tsx';
import { sentenceOf } from '../forms/sentenceOf.ts';

interface ReviewProps<T> {
  readonly label: string;
  readonly fields: ReactNode;
  /** Beside the button that shows what would happen. */
  readonly aside?: ReactNode;
  /** Asks the server what would happen; a refusal stands beside its field. */
  readonly onPreview: (values: FormValues) => Promise<T>;
  /** What the button says that does it. */
  readonly confirm: string;
  /** Does it. The key is the same for every try of what was shown, so that a retry or a second click moves money once. */
  readonly onConfirm: (preview: T, idempotencyKey: string) => Promise<unknown>;
  /** What to say when it is done. */
  readonly done: (preview: T) => string;
  /** What would happen. */
  readonly children: (preview: T) => ReactNode;
}

/** Something with money in two steps: what would happen is shown, then it is confirmed. */
export function Review<T>({ label, fields, aside, onPreview, confirm, onConfirm, done, children }: ReviewProps<T>) {
  const [step, setStep] = useState<{ readonly preview: T; readonly key: string } | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const [count, setCount] = useState(0);
  if (step !== null) {
    return (
      <Confirmation
        label={label}
        button={confirm}
        onBack={() => setStep(null)}
        onConfirm={async () => {
          await onConfirm(step.preview, step.key);
          setSaid(done(step.preview));
          setCount(count + 1);
          setStep(null);
        }}
      >
        {children(step.preview)}
      </Confirmation>
    );
  }
  return (
    <>
      {said !== null && (
        <p role="status" className="positive">
          ✓ {said}
        </p>
      )}
      <Form
        key={count}
        label={label}
        button="See what happens"
        aside={aside}
        onSubmit={async (values) => {
          setSaid(null);
          setStep({ preview: await onPreview(values), key: freshKey() });
        }}
      >
        {fields}
      </Form>
    </>
  );
}

interface ConfirmationProps {
  readonly label: string;
  readonly button: string;
  readonly children: ReactNode;
  readonly onBack: () => void;
  readonly onConfirm: () => Promise<void>;
}

function Confirmation({ label, button, children, onBack, onConfirm }: ConfirmationProps) {
  const isActing = useRef(false);
  const [isShownActing, setShownActing] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const act = async (): Promise<void> => {
    if (isActing.current) return;
    isActing.current = true;
    setShownActing(true);
    setFault(null);
    try {
      await onConfirm();
    } catch (error) {
      setFault(sentenceOf(error));
      setShownActing(false);
    } finally {
      isActing.current = false;
    }
  };
  return (
    <section className="review" aria-label={`${label}: what would happen`}>
      {children}
      {fault !== null && (
        <p className="field-fault" role="alert">
          {fault}
        </p>
      )}
      <div className="form-end">
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- the button that was pressed is gone: this is where one goes on */}
        <button
          type="button"
          className="button button-main"
          autoFocus
          aria-disabled={isShownActing}
          onClick={() => void act()}
        >
          {isShownActing ? 'One moment …' : fault === null ? button : 'Try again'}
        </button>
        <button type="button" className="button" onClick={onBack}>
          Back
        </button>
      </div>
    </section>
  );
}
