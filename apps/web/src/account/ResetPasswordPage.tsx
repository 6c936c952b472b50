import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { PageHead } from '../components/PageHead.tsx';
import { client } from '../data/client.ts';
import { useVisitorChanged } from '../data/own.ts';
import { Form } from '../forms/Form.tsx';
import { PasswordField } from '../forms/PasswordField.tsx';

const route = getRouteApi('/reset-password');

/** Where the operator's link leads: a new password, once. */
export function ResetPasswordPage() {
  const { token } = route.useSearch();
  const navigate = useNavigate();
  const visitorChanged = useVisitorChanged();
  return (
    <div className="narrow">
      <PageHead title="New password">
        <p>
          {token === undefined
            ? 'This page is opened by a link that the operator of this server makes for you. This address has no such link in it: copy all of it, or ask for a new one.'
            : 'It ends all your sessions; API keys stay as they are.'}
        </p>
      </PageHead>
      {token !== undefined && (
        <div className="section">
          <Form
            label="Set a new password"
            button="Set the password"
            onSubmit={async ({ text }) => {
              await client.people.resetPassword({ token, newPassword: text('newPassword') });
              await visitorChanged();
              await navigate({ to: '/sign-in', replace: true });
            }}
          >
            <PasswordField name="newPassword" label="New password" isNew />
          </Form>
        </div>
      )}
    </div>
  );
}
