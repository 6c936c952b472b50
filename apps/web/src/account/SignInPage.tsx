import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useChain } from '../chain/chainQueries.ts';
import { PageHead } from '../components/PageHead.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { client } from '../data/client.ts';
import { useVisitor, useVisitorChanged } from '../data/own.ts';
import { Field } from '../forms/Field.tsx';
import { Form } from '../forms/Form.tsx';
import { PasswordField } from '../forms/PasswordField.tsx';

const route = getRouteApi('/sign-in');

/** Loaded only where stakes are on chain. */
const WalletSignIn = lazy(async () => ({ default: (await import('../chain/WalletSignIn.tsx')).WalletSignIn }));

/** E-mail address and password, or a wallet where stakes are on chain; then a code, where a second factor is on. */
export function SignInPage() {
  const { to = '/account' } = route.useSearch();
  const navigate = useNavigate();
  const visitorChanged = useVisitorChanged();
  const [isCodeNeeded, setCodeNeeded] = useState(false);
  const { data: chain } = useChain();
  const enter = async (): Promise<void> => {
    await visitorChanged();
    await navigate({ href: to });
  };
  return (
    <QueryView query={useVisitor()}>
      {({ participation }) => (
        <div className="narrow">
          <PageHead title="Sign in" />
          {isCodeNeeded ? (
            <CodeForm onDone={enter} onBack={() => setCodeNeeded(false)} />
          ) : (
            <div className="section">
              <Form
                label="Sign in"
                button="Sign in"
                onSubmit={async ({ text }) => {
                  const person = { email: text('email').trim(), password: text('password') };
                  if ((await client.people.signIn(person)) === 'code_needed') setCodeNeeded(true);
                  else await enter();
                }}
              >
                <Field name="email" label="E-mail address" type="email" autoComplete="username" autoFocus />
                <PasswordField name="password" label="Password" />
              </Form>
              <p className="muted">
                {participation === 'open' ? (
                  <>
                    Not here yet? <Link to="/sign-up">Sign up</Link>.{' '}
                  </>
                ) : (
                  'Accounts are given out by the operator. '
                )}
                Forgot the password? The operator can make a link that sets a new one.
              </p>
            </div>
          )}
          {!isCodeNeeded && chain?.isOn === true && chain.signsIn && (
            <Suspense fallback={null}>
              <WalletSignIn onDone={enter} onCodeNeeded={() => setCodeNeeded(true)} />
            </Suspense>
          )}
        </div>
      )}
    </QueryView>
  );
}

interface CodeFormProps {
  readonly onDone: () => Promise<void>;
  readonly onBack: () => void;
}

function CodeForm({ onDone, onBack }: CodeFormProps) {
  const [isBackup, setBackup] = useState(false);
  const { verifyCode, verifyBackupCode } = client.people;
  return (
    <div className="section">
      <Form
        key={String(isBackup)}
        label="Second factor"
        button="Sign in"
        aside={
          <button type="button" className="button" onClick={onBack}>
            Back
          </button>
        }
        onSubmit={async ({ text }) => {
          const code = text('code').replaceAll(' ', '');
          await (isBackup ? verifyBackupCode(code) : verifyCode(code));
          await onDone();
        }}
      >
        {isBackup ? (
          <Field
            name="code"
            label="Backup code"
            autoComplete="off"
            autoFocus
            hint="One of those you kept; it is used up."
          />
        ) : (
          <Field
            name="code"
            label="Code of your authenticator app"
            autoComplete="one-time-code"
            inputMode="numeric"
            maxLength={7}
            autoFocus
            hint="Six digits; a new one every half minute."
          />
        )}
      </Form>
      <p>
        <button type="button" className="link" onClick={() => setBackup(!isBackup)}>
          {isBackup ? 'Use the app instead' : 'Use a backup code instead'}
        </button>
      </p>
    </div>
  );
}
