import type { OwnKey, Scope } from '@robata/client';
import { useState } from 'react';
import { CopyLine } from '../components/CopyLine.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { client } from '../data/client.ts';
import { useOwnAccount, useOwnChanged, useOwnKeys } from '../data/own.ts';
import { formatTime } from '../format/formatTime.ts';
import { Act } from '../forms/Act.tsx';
import { Field } from '../forms/Field.tsx';
import { Form } from '../forms/Form.tsx';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { KEY_SCOPES, KEY_USED, keyName } from './keyColumns.tsx';

const SCOPES: Readonly<Record<Scope, string>> = {
  read_user_info: 'see the account, its models and keys',
  read_submission_info: 'see submissions, rounds and diagnostics',
  upload_submission: 'submit, make and rename models',
  stake: 'change stakes',
  webhook: 'set and call webhooks',
  operate: 'run the tournament: rounds, accounts, deposits',
};
const CHOSEN_AT_FIRST: readonly Scope[] = ['read_user_info', 'read_submission_info', 'upload_submission'];

/** The keys that one's programs use. */
export function KeysPage() {
  const [made, setMade] = useState<(OwnKey & { readonly secretKey: string }) | null>(null);
  return (
    <>
      <PageHead title="API keys">
        <p>
          Programs send a key with every request. Give each no more than it needs, and its own, so that one can be
          revoked without the others.
        </p>
      </PageHead>
      {made !== null && <MadeKey key={made.publicId} made={made} onDone={() => setMade(null)} />}
      <Section title="New key">
        <NewKey onMade={setMade} />
      </Section>
      <Section title="Keys">
        <QueryView query={useOwnKeys()}>{(keys) => <Keys keys={keys} />}</QueryView>
      </Section>
    </>
  );
}

function NewKey({ onMade }: { readonly onMade: (key: OwnKey & { readonly secretKey: string }) => void }) {
  const changed = useOwnChanged();
  const scopes = useOwnAccount().data?.scopes ?? CHOSEN_AT_FIRST;
  return (
    <Form
      label="New key"
      button="Make the key"
      onSubmit={async ({ text, texts }) => {
        onMade(await client.account.createKey({ name: text('name'), scopes: texts('scopes') as Scope[] }));
        await changed();
      }}
    >
      <Field name="name" label="What it is for" autoComplete="off" maxLength={50} placeholder="laptop" />
      <fieldset className="checks">
        <legend>What it may do</legend>
        {scopes.map((scope) => (
          <label key={scope} className="check">
            <input type="checkbox" name="scopes" value={scope} defaultChecked={CHOSEN_AT_FIRST.includes(scope)} />
            <span>
              <code>{scope}</code> {SCOPES[scope]}
            </span>
          </label>
        ))}
      </fieldset>
    </Form>
  );
}

interface MadeKeyProps {
  readonly made: OwnKey & { readonly secretKey: string };
  readonly onDone: () => void;
}

function MadeKey({ made: { name, publicId, secretKey }, onDone }: MadeKeyProps) {
  return (
    <section className="notice notice-live" aria-label={`The new key ${name}`} role="status">
      <p>
        <strong>This is the only time that the secret is shown.</strong> Keep it where your program finds it and nobody
        else does.
      </p>
      <CopyLine text={publicId} label="the public id" name="Public id" />
      <CopyLine text={secretKey} label="the secret" name="Secret" />
      <CopyLine text={`${publicId}$${secretKey}`} label="both" name="Both" />
      <p>
        <button type="button" className="button" onClick={onDone}>
          I have it
        </button>
      </p>
    </section>
  );
}

const COLUMNS: readonly Column<OwnKey>[] = [
  keyName('Name'),
  KEY_SCOPES,
  { key: 'made', header: 'Made', cell: ({ insertedAt }) => formatTime(insertedAt), isText: true },
  KEY_USED,
  {
    key: 'revoke',
    header: 'Revoke',
    cell: (key) => (key.revokedAt === null ? <Revoke apiKey={key} /> : `revoked ${formatTime(key.revokedAt)}`),
    isText: true,
  },
];

function Revoke({ apiKey: { publicId, name } }: { readonly apiKey: OwnKey }) {
  const changed = useOwnChanged();
  const revoke = async (): Promise<void> => {
    await client.account.revokeKey(publicId);
    await changed();
  };
  return (
    <Act confirm="Revoke it?" label={`Revoke the key ${name}`} onAct={revoke}>
      Revoke
    </Act>
  );
}

function Keys({ keys }: { readonly keys: readonly OwnKey[] }) {
  if (keys.length === 0)
    return <Empty>There is no key yet. Make one above, and the code on the first page runs.</Empty>;
  return <DataTable caption="API keys" columns={COLUMNS} rows={keys} rowKey={({ publicId }) => publicId} />;
}
