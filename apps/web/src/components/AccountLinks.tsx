import { Link, useLocation } from '@tanstack/react-router';
import { useVisitor } from '../data/own.ts';

/** In the head of every page: the way in, or one's own account with what is new. */
export function AccountLinks() {
  const { pathname } = useLocation();
  const { data } = useVisitor();
  if (data === undefined || data.participation === 'none') return null;
  const { account } = data;
  if (account === null) {
    const isOnItsWay = /^\/(sign-in|sign-up|reset-password)/.test(pathname);
    return (
      <Link to="/sign-in" search={isOnItsWay ? {} : { to: pathname }} className="head-link">
        Sign in
      </Link>
    );
  }
  return (
    <span className="head-account">
      <Link to="/account" className="head-link" activeOptions={{ exact: true }}>
        <span className="head-name">{account.username}</span>
      </Link>
      {account.unread > 0 && (
        <Link to="/account/notifications" className="count" aria-label={`${account.unread} unread notifications`}>
          {account.unread}
        </Link>
      )}
    </span>
  );
}
