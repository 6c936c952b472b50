import type { AccountDetail, Role } from '@robata/client';
import { useState } from 'react';
import { CopyLine } from '../components/CopyLine.tsx';
import { client } from '../data/client.ts';
import { useVisitor } from '../data/own.ts';
import { formatTime } from '../format/formatTime.ts';
import { ROLE_OPTIONS } from './ConsoleAccountsPage.tsx';
import { Decide } from './Decide.tsx';
import { SelectField } from './SelectField.tsx';

interface Link {
  readonly address: string;
  readonly expiresAt: string;
}

/** What an operator does with an account: role, block, a new password. */
export function AccountActs({ account }: { readonly account: AccountDetail }) {
  const { username, role, status, hasTwoFactor } = account;
  const [link, setLink] = useState<Link | null>(null);
  const isOneself = useVisitor().data?.account?.username === username;
  const isBlocked = status === 'blocked';
  return (
    <>
      {link !== null && (
        <div className="notice notice-live" role="status">
          <p>
            <strong>Send this address to {username} on a way that only they read.</strong> It works once, until{' '}
            {formatTime(link.expiresAt)}, and is shown this once.
          </p>
          <CopyLine text={link.address} label="the address" />
        </div>
      )}
      <div className="acts">
        <Decide
          button="Reset the password …"
          title={`Let ${username} set a new password?`}
          what={
            <p>
              You get an address that works once, within an hour. Setting the password ends all browsers that are signed
              in. Until then nothing changes
              {hasTwoFactor ? ', unless you drop the second factor: that goes at once' : ''}.
            </p>
          }
          confirm="Make the address"
          onAct={async ({ texts }) => {
            const { path, expiresAt } = await client.operator.resetLink(username, texts('dropTwoFactor').length > 0);
            setLink({ address: `${location.origin}${path}`, expiresAt });
            return `An address for a new password of ${username} was made.`;
          }}
        >
          {hasTwoFactor && (
            <label className="check">
              <input type="checkbox" name="dropTwoFactor" value="yes" />
              <span>Drop the second factor too: for who lost it, once you know who asks</span>
            </label>
          )}
        </Decide>
        {!isOneself && (
          <>
            <Decide
              button="Change the role …"
              title={`Another role for ${username}?`}
              what={
                <p>
                  It is {role} now. The change holds at once, for its browsers and keys too; an operator may do
                  everything that you may.
                </p>
              }
              typed={username}
              confirm="Change the role"
              onAct={async ({ text }) => {
                const changed = await client.operator.setRole(username, text('role') as Role);
                return `${username} is ${changed.role} now and was ${role} before.`;
              }}
            >
              <SelectField name="role" label="Role" options={ROLE_OPTIONS} initial={role} />
            </Decide>
            <Decide
              isDanger={!isBlocked}
              button={isBlocked ? 'Unblock …' : 'Block …'}
              title={isBlocked ? `Let ${username} in again?` : `Block ${username}?`}
              what={
                isBlocked ? (
                  <p>It can sign in again, and its keys work again.</p>
                ) : (
                  <p>
                    Its browsers are signed out at once and its keys are refused. Its models stay in the rounds that
                    they are in, and its money stays where it is.
                  </p>
                )
              }
              {...(!isBlocked && { typed: username })}
              confirm={isBlocked ? 'Let it in again' : `Block ${username}`}
              onAct={async () => {
                await client.operator.setBlocked(username, !isBlocked);
                return isBlocked ? `${username} may sign in again.` : `${username} is blocked.`;
              }}
            />
          </>
        )}
      </div>
      {isOneself && <p className="muted">This is you: another operator has to change your role or block you.</p>}
    </>
  );
}
