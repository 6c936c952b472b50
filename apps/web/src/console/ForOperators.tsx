import type { ReactNode } from 'react';
import { SignedIn } from '../account/SignedIn.tsx';
import { CopyLine } from '../components/CopyLine.tsx';
import { PageHead } from '../components/PageHead.tsx';

/** Where the commands of a shell are said: they name the tournament's own folder by themselves. */
const MAKE_OPERATOR = `robata admin account create --username olga --email olga@example.org --role operator
robata admin account reset-password --username olga`;

/** A page for operators; everybody else is told in a sentence what it is and how one gets in. */
export function ForOperators({ children }: { readonly children: ReactNode }) {
  return (
    <SignedIn title="Console" about="Here operators run the tournament: sign in as one." help={<FirstOperator />}>
      {({ role, username }) => (role === 'operator' ? children : <NotAllowed username={username} />)}
    </SignedIn>
  );
}

function NotAllowed({ username }: { readonly username: string }) {
  return (
    <>
      <PageHead title="Console">
        <p>
          Only operators run the tournament. You are signed in as <strong>{username}</strong>, who is none: an operator
          can give you the role, or sign in with another account.
        </p>
      </PageHead>
      <FirstOperator />
    </>
  );
}

/** Operators are made by operators; the first one by whoever can open the machine's data folder. */
function FirstOperator() {
  return (
    <details className="help">
      <summary>How does an operator get a browser account?</summary>
      <div className="stack">
        <p>
          The account that the server made for itself has a key and no password. At the machine where the server runs,
          make one for a person, and open the address that the second command prints: it lets that person set a
          password, once, within an hour.
        </p>
        <CopyLine text={MAKE_OPERATOR} label="the commands" />
        <p>After that, operators make others on the page Accounts.</p>
      </div>
    </details>
  );
}
