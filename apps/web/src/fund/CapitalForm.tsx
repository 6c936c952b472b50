import { freshKey, type OwnCapital } from '@robata/client';
import { useRef, useState } from 'react';
import { client } from '../data/client.ts';
import { Field } from '../forms/Field.tsx';
import { Form, type FormValues } from '../forms/Form.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import { useCapitalChanged } from './fundQueries.ts';

const KINDS = { subscription: 'Subscribe', redemption: 'Redeem' } as const;

/** Asks for a subscription or a redemption of a product. The operator confirms it; it is dealt at a later NAV. */
export function CapitalForm({ own }: { readonly own: OwnCapital }) {
  const [kind, setKind] = useState<keyof typeof KINDS>(own.units === '0' ? 'subscription' : 'redemption');
  const [isAll, setAll] = useState(false);
  const [told, setTold] = useState<string | null>(null);
  const sent = useRef({ text: '', key: '' });
  const changed = useCapitalChanged();
  const isEverything = kind === 'redemption' && isAll;
  const send = async (values: FormValues): Promise<void> => {
    setTold(null);
    const ask = { product: own.product, kind, amount: isEverything ? null : values.text('amount').replaceAll(',', '') };
    // The same again is the same request, until it was answered.
    const text = JSON.stringify(ask);
    if (sent.current.text !== text) sent.current = { text, key: freshKey() };
    await client.askForCapital(ask, { idempotencyKey: sent.current.key });
    sent.current = { text: '', key: '' };
    setTold(`Your ${kind} was asked for. The operator confirms it; then it comes in with the next close.`);
    await changed();
  };
  const least = own.subscribed === '0' ? own.minimumFirst : own.minimumFurther;
  const hint =
    kind === 'subscription'
      ? `At least ${formatNumber(Number(least))} ${own.currency}. Send the money as the operator told you.`
      : `Nothing, or at least ${formatNumber(Number(own.minimumHolding))} ${own.currency}, must stay.`;
  return (
    <div className="capital-form">
      <fieldset className="kind-choice">
        <legend>What do you ask for?</legend>
        {(Object.keys(KINDS) as (keyof typeof KINDS)[]).map((each) => (
          <label key={each}>
            <input type="radio" name="kind" checked={kind === each} onChange={() => setKind(each)} /> {KINDS[each]}
          </label>
        ))}
        {kind === 'redemption' && (
          <label>
            <input type="checkbox" checked={isAll} onChange={() => setAll(!isAll)} /> Everything
          </label>
        )}
      </fieldset>
      <Form
        label="Ask for a subscription or redemption"
        button={`Ask to ${KINDS[kind].toLowerCase()}`}
        onSubmit={send}
        isInline
      >
        {isEverything ? (
          <input type="hidden" name="amount" value="all" />
        ) : (
          <Field name="amount" label={`Amount in ${own.currency}`} inputMode="decimal" hint={hint} maxLength={40} />
        )}
      </Form>
      <p className="muted">{own.dealing}</p>
      {told !== null && <p role="status">{told}</p>}
    </div>
  );
}
