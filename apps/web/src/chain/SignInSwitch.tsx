import type { OwnChain } from '@robata/client';
import { useState } from 'react';
import { client } from '../data/client.ts';
import { useOwnChanged } from '../data/own.ts';
import { Act } from '../forms/Act.tsx';
import { Form } from '../forms/Form.tsx';
import { PasswordField } from '../forms/PasswordField.tsx';

/** Whether the linked wallet signs in to the account: yes takes the password, no takes nothing. */
export function SignInSwitch({ own: { signsIn } }: { readonly own: OwnChain }) {
  const changed = useOwnChanged();
  const [isAsking, setAsking] = useState(false);
  if (signsIn) {
    return (
      <>
        <p>
          <span className="badge badge-warning">signs in</span> Whoever has this wallet can sign in to your account with
          it; a second factor is asked for all the same. A new password by a link of the operator ends this, too.
        </p>
        <div className="acts">
          <Act
            onAct={async () => {
              await client.letWalletSignIn({ signsIn: false });
              await changed();
            }}
          >
            Let it sign in no more
          </Act>
        </div>
      </>
    );
  }
  if (!isAsking) {
    return (
      <p className="muted">
        This wallet does not sign in to your account.{' '}
        <button type="button" className="button" onClick={() => setAsking(true)}>
          Let it sign in …
        </button>
      </p>
    );
  }
  return (
    <div className="review">
      <p>Whoever has this wallet can sign in to your account then, without your password, until you take it back.</p>
      <Form
        label="Let this wallet sign in"
        button="Let it sign in"
        aside={
          <button type="button" className="button" onClick={() => setAsking(false)}>
            Leave it
          </button>
        }
        onSubmit={async ({ text }) => {
          await client.letWalletSignIn({ signsIn: true, password: text('password') });
          setAsking(false);
          await changed();
        }}
      >
        <PasswordField name="password" label="Your password" />
      </Form>
    </div>
  );
}
