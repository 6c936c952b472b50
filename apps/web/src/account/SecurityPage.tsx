import type { OwnSession, TwoFactorSetUp } from '@robata/client';
import { useState } from 'react';
import { CopyLine } from '../components/CopyLine.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { client } from '../data/client.ts';
import { useOwnChanged, useSessions, useTwoFactor } from '../data/own.ts';
import { formatTime } from '../format/formatTime.ts';
import { Act } from '../forms/Act.tsx';
import { Field } from '../forms/Field.tsx';
import { Form } from '../forms/Form.tsx';
import { PasswordField } from '../forms/PasswordField.tsx';
import { QrImage } from '../qr/QrImage.tsx';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { browserName } from './browserName.ts';

/** Password, second factor and the browsers that are signed in. */
export function SecurityPage() {
  return (
    <>
      <PageHead title="Security" />
      <Section title="Second factor">
        <QueryView query={useTwoFactor()}>{(isOn) => <TwoFactor isOn={isOn} />}</QueryView>
      </Section>
      <Section title="Password">
        <ChangePassword />
      </Section>
      <Section title="Where you are signed in">
        <QueryView query={useSessions()}>{(sessions) => <Sessions sessions={sessions} />}</QueryView>
      </Section>
    </>
  );
}

function TwoFactor({ isOn }: { readonly isOn: boolean }) {
  const changed = useOwnChanged();
  const [setUp, setSetUp] = useState<TwoFactorSetUp | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [isDropping, setDropping] = useState(false);
  if (codes !== null) return <BackupCodes codes={codes} onDone={() => setCodes(null)} />;
  if (setUp !== null) {
    return (
      <SetUp
        setUp={setUp}
        onDone={async () => {
          setSetUp(null);
          setCodes(setUp.backupCodes);
          await changed();
        }}
      />
    );
  }
  if (!isOn) {
    return (
      <>
        <p>
          It is off: whoever knows the password is in. With an authenticator app, signing in needs a code of your phone
          as well. API keys are not concerned.
        </p>
        <Form
          label="Set up a second factor"
          button="Set it up"
          onSubmit={async ({ text }) => setSetUp(await client.people.setUpTwoFactor(text('password')))}
        >
          <PasswordField name="password" label="Your password" />
        </Form>
      </>
    );
  }
  return (
    <>
      <p>
        <span className="badge badge-good">on</span> Signing in needs a code of your authenticator app.
      </p>
      <Form
        key={String(isDropping)}
        label={isDropping ? 'Take the second factor away' : 'New backup codes'}
        button={isDropping ? 'Take it away' : 'Make new backup codes'}
        aside={
          <button type="button" className="button" onClick={() => setDropping(!isDropping)}>
            {isDropping ? 'Keep it' : 'Take it away …'}
          </button>
        }
        onSubmit={async ({ text }) => {
          if (isDropping) await client.people.dropTwoFactor(text('password'));
          else setCodes(await client.people.newBackupCodes(text('password')));
          await changed();
        }}
      >
        <PasswordField name="password" label="Your password" />
      </Form>
    </>
  );
}

function SetUp({ setUp: { uri }, onDone }: { readonly setUp: TwoFactorSetUp; readonly onDone: () => Promise<void> }) {
  const secret = new URL(uri).searchParams.get('secret') ?? '';
  return (
    <div className="set-up">
      <QrImage text={uri} label="QR code for an authenticator app" />
      <div className="stack">
        <p>Scan this with an authenticator app, or type the secret into it; then type the code that it shows.</p>
        <CopyLine text={secret} label="the secret" name="Secret" />
        <Form
          label="First code"
          button="Turn it on"
          onSubmit={async ({ text }) => {
            await client.people.verifyCode(text('code').replaceAll(' ', ''));
            await onDone();
          }}
        >
          <Field name="code" label="Code" autoComplete="one-time-code" inputMode="numeric" maxLength={7} autoFocus />
        </Form>
      </div>
    </div>
  );
}

function BackupCodes({ codes, onDone }: { readonly codes: readonly string[]; readonly onDone: () => void }) {
  return (
    <div className="stack" role="status">
      <p>
        <strong>Keep these backup codes.</strong> Each lets you in once without your phone; they are not shown again.
      </p>
      <CopyLine text={codes.join('\n')} label="the backup codes" />
      <p>
        <button type="button" className="button button-main" onClick={onDone}>
          I have them
        </button>
      </p>
    </div>
  );
}

function ChangePassword() {
  const changed = useOwnChanged();
  const [count, setCount] = useState(0);
  return (
    <>
      {count > 0 && (
        <p role="status" className="positive">
          The password is changed; all other browsers are signed out.
        </p>
      )}
      <Form
        key={count}
        label="Change the password"
        button="Change it"
        onSubmit={async ({ text }) => {
          const change = { currentPassword: text('currentPassword'), newPassword: text('newPassword') };
          await client.people.changePassword(change);
          setCount(count + 1);
          await changed();
        }}
      >
        <PasswordField name="currentPassword" label="Password now" />
        <PasswordField name="newPassword" label="New password" isNew />
      </Form>
    </>
  );
}

const COLUMNS: readonly Column<OwnSession>[] = [
  {
    key: 'browser',
    header: 'Browser',
    cell: ({ userAgent, isThis }) => (
      <>
        <span title={userAgent ?? ''}>{browserName(userAgent)}</span>{' '}
        {isThis && <span className="badge badge-good">this one</span>}
      </>
    ),
    isText: true,
    isRowHeader: true,
  },
  { key: 'address', header: 'Address', cell: ({ ipAddress }) => <code>{ipAddress || '–'}</code>, isText: true },
  { key: 'since', header: 'Signed in', cell: ({ createdAt }) => formatTime(createdAt), isText: true },
  { key: 'until', header: 'Until', cell: ({ expiresAt }) => formatTime(expiresAt), isText: true },
  {
    key: 'end',
    header: 'End',
    cell: (session) => (session.isThis ? '–' : <EndSession session={session} />),
    isText: true,
  },
];

function EndSession({ session: { token, userAgent } }: { readonly session: OwnSession }) {
  const changed = useOwnChanged();
  const end = async (): Promise<void> => {
    await client.people.revokeSession(token);
    await changed();
  };
  return (
    <Act label={`Sign it out: ${browserName(userAgent)}`} onAct={end}>
      Sign it out
    </Act>
  );
}

function Sessions({ sessions }: { readonly sessions: readonly OwnSession[] }) {
  const changed = useOwnChanged();
  const endOthers = async (): Promise<void> => {
    await client.people.revokeOtherSessions();
    await changed();
  };
  return (
    <>
      <DataTable
        caption="Sessions, newest first"
        columns={COLUMNS}
        rows={sessions}
        rowKey={({ token }) => token}
        pageRows={10}
      />
      {sessions.length > 1 && (
        <p className="after-table">
          <Act confirm="Sign out everywhere else?" onAct={endOthers}>
            Sign out everywhere else
          </Act>
        </p>
      )}
    </>
  );
}
