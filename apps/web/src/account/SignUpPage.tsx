import { Link, useNavigate } from '@tanstack/react-router';
import { PageHead } from '../components/PageHead.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { client } from '../data/client.ts';
import { useVisitor, useVisitorChanged } from '../data/own.ts';
import { Field } from '../forms/Field.tsx';
import { Form } from '../forms/Form.tsx';
import { PasswordField } from '../forms/PasswordField.tsx';

/** A new account. */
export function SignUpPage() {
  return (
    <QueryView query={useVisitor()}>
      {({ participation }) => (
        <div className="narrow">
          <PageHead title="Sign up">
            {participation !== 'open' && <p>Accounts are given out by the operator of this server: ask there.</p>}
          </PageHead>
          {participation === 'open' && <SignUpForm />}
        </div>
      )}
    </QueryView>
  );
}

function SignUpForm() {
  const navigate = useNavigate();
  const visitorChanged = useVisitorChanged();
  return (
    <div className="section">
      <Form
        label="Sign up"
        button="Sign up"
        onSubmit={async ({ text }) => {
          await client.people.signUp({
            username: text('username').trim(),
            email: text('email').trim(),
            password: text('password'),
          });
          await visitorChanged();
          await navigate({ to: '/account/models' });
        }}
      >
        <Field
          name="username"
          label="Username"
          autoComplete="nickname"
          autoFocus
          minLength={3}
          maxLength={32}
          hint="Everybody sees it: 3 to 32 letters a–z, digits, - and _."
        />
        <Field
          name="email"
          label="E-mail address"
          type="email"
          autoComplete="username"
          maxLength={254}
          hint="Nobody but the operator sees it; you sign in with it."
        />
        <PasswordField name="password" label="Password" isNew />
      </Form>
      <p className="muted">
        Here already? <Link to="/sign-in">Sign in</Link>.
      </p>
    </div>
  );
}
