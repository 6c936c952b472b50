import { client } from '../data/client.ts';
import { Field } from '../forms/Field.tsx';
import { formatTokens } from '../format/formatTokens.ts';
import { Decide } from './Decide.tsx';

/** Tokens into the wallet of an account, once however often it is pressed. */
export function Deposit({ username }: { readonly username: string }) {
  return (
    <p>
      <Decide
        button="Deposit …"
        title={`Deposit tokens for ${username}?`}
        what={
          <p>
            They come from outside the ledger: make sure that you have received them. They are in the wallet of{' '}
            {username} at once, to stake or to withdraw. A deposit is corrected only by a reversal.
          </p>
        }
        confirm="Deposit them"
        onAct={async ({ text }, idempotencyKey) => {
          const done = await client.operator.deposit(username, text('amount'), { idempotencyKey });
          return `${formatTokens(done.amount)} tokens were deposited for ${username}, whose wallet holds ${formatTokens(done.available)} now.`;
        }}
      >
        <Field
          name="amount"
          label="Amount in tokens"
          inputMode="decimal"
          autoComplete="off"
          maxLength={60}
          hint="A decimal number above 0, with at most 18 places."
        />
      </Decide>
    </p>
  );
}
