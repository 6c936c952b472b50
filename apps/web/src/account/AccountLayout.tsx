import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { client } from '../data/client.ts';
import { useVisitorChanged } from '../data/own.ts';
import { Act } from '../forms/Act.tsx';
import { SignedIn } from './SignedIn.tsx';

const PARTS = [
  { to: '/account', text: 'Profile' },
  { to: '/account/models', text: 'Models' },
  { to: '/account/keys', text: 'API keys' },
  { to: '/account/security', text: 'Security' },
  { to: '/account/notifications', text: 'Notifications' },
] as const;

/** What stands around the pages of one's own account. */
export function AccountLayout() {
  const navigate = useNavigate();
  const visitorChanged = useVisitorChanged();
  const signOut = async (): Promise<void> => {
    await client.people.signOut();
    await visitorChanged();
    await navigate({ to: '/' });
  };
  return (
    <SignedIn title="Account">
      {({ unread }) => (
        <div className="beside">
          <nav aria-label="Account" className="side">
            {PARTS.map(({ to, text }) => (
              <Link key={to} to={to} activeOptions={{ exact: true }}>
                {text}
                {to === '/account/notifications' && unread > 0 && <span className="count">{unread}</span>}
              </Link>
            ))}
            <Act onAct={signOut}>Sign out</Act>
          </nav>
          <div className="stack">
            <Outlet />
          </div>
        </div>
      )}
    </SignedIn>
  );
}
