import type { AccountDetail, MadeKey, Role, Scope } from '@robata/client';
import { useState } from 'react';
import { KEY_SCOPES, KEY_USED, keyName } from '../account/keyColumns.tsx';
import { CopyLine } from '../components/CopyLine.tsx';
import { client } from '../data/client.ts';
import { Field } from '../forms/Field.tsx';
import { formatTime } from '../format/formatTime.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { Decide } from './Decide.tsx';

const PARTICIPANT: readonly Scope[] = [
  'read_user_info',
  'read_submission_info',
  'upload_submission',
  'stake',
  'webhook',
];
/** What keys of a role may be given; the server refuses more. */
const SCOPES: Readonly<Record<Role, readonly Scope[]>> = {
  participant: PARTICIPANT,
  investor: ['read_user_info'],
  operator: [...PARTICIPANT, 'operate'],
};

type Key = AccountDetail['keys'][number];

/** The keys of an account: made for it, and revoked. */
export function AccountKeys({ account }: { readonly account: AccountDetail }) {
  const { username, role, keys } = account;
  const [made, setMade] = useState<MadeKey | null>(null);
  return (
    <>
      {made !== null && (
        <div className="notice notice-live" role="status">
          <p>
            <strong>This is the only time that the secret is shown.</strong>
          </p>
          <CopyLine text={`${made.publicId}$${made.secretKey}`} label="the key" name="Key" />
          <p>
            <button type="button" className="button" onClick={() => setMade(null)}>
              I have it
            </button>
          </p>
        </div>
      )}
      <p>
        <Decide
          button="New key …"
          title={`A new key for ${username}?`}
          what={<p>Whoever has it acts as {username}, as far as you let it. Give it no more than its program needs.</p>}
          confirm="Make the key"
          onAct={async ({ text, texts }) => {
            setMade(
              await client.operator.createKey(username, { name: text('name'), scopes: texts('scopes') as Scope[] }),
            );
            return `A key of ${username} was made.`;
          }}
        >
          <Field name="name" label="What it is for" autoComplete="off" maxLength={50} />
          <fieldset className="checks">
            <legend>What it may do</legend>
            {SCOPES[role].map((scope) => (
              <label key={scope} className="check">
                <input type="checkbox" name="scopes" value={scope} defaultChecked={scope === 'read_user_info'} />
                <code>{scope}</code>
              </label>
            ))}
          </fieldset>
        </Decide>
      </p>
      {keys.length === 0 ? (
        <p className="muted">It has no keys.</p>
      ) : (
        <DataTable
          caption={`Keys of ${username}`}
          columns={columnsOf(username)}
          rows={keys}
          rowKey={({ publicId }) => publicId}
        />
      )}
    </>
  );
}

const columnsOf = (username: string): readonly Column<Key>[] => [
  keyName('Key'),
  KEY_SCOPES,
  KEY_USED,
  {
    key: 'revoke',
    header: 'Revoke',
    cell: ({ publicId, name, revokedAt }) =>
      revokedAt !== null ? (
        `revoked ${formatTime(revokedAt)}`
      ) : (
        <Decide
          isDanger
          button="Revoke …"
          label={`Revoke the key ${name}`}
          title={`Revoke the key ${name}?`}
          what={<p>Programs that use it are refused at once. It cannot be brought back.</p>}
          confirm="Revoke it"
          onAct={async () => {
            await client.operator.revokeKey(username, publicId);
            return `The key ${name} of ${username} is revoked.`;
          }}
        />
      ),
    isText: true,
  },
];
