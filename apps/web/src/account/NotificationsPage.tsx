import type { NotificationKind, OwnNotification } from '@robata/client';
import { PageHead } from '../components/PageHead.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { RoundLink } from '../components/RoundLink.tsx';
import { Section } from '../components/Section.tsx';
import { client } from '../data/client.ts';
import { useOwnChanged, useOwnMail, useOwnModels, useOwnNotifications } from '../data/own.ts';
import { formatTime } from '../format/formatTime.ts';
import { Act } from '../forms/Act.tsx';

const KINDS: Readonly<Record<NotificationKind, { readonly text: string; readonly badge: string }>> = {
  missed_round: { text: 'missed round', badge: 'badge-warning' },
  webhook_failed: { text: 'webhook failed', badge: 'badge-bad' },
  submission_rejected: { text: 'submission rejected', badge: 'badge-bad' },
  data_incident: { text: 'data incident', badge: 'badge-warning' },
  payout_resolved: { text: 'payout', badge: '' },
  withdrawal: { text: 'withdrawal', badge: '' },
  account: { text: 'account', badge: '' },
};

/** What one should know, newest first, and what of it is mailed. */
export function NotificationsPage() {
  const query = useOwnNotifications();
  const changed = useOwnChanged();
  const newest = query.data?.notifications[0]?.id;
  return (
    <>
      <PageHead title="Notifications" />
      <Section
        title="News"
        aside={
          newest !== undefined &&
          query.data !== undefined &&
          query.data.unread > 0 && (
            <Act
              onAct={async () => {
                await client.account.readNotifications(newest);
                await changed();
              }}
            >
              Mark {query.data.unread} as read
            </Act>
          )
        }
      >
        <QueryView query={query}>{({ notifications }) => <Feed notifications={notifications} />}</QueryView>
      </Section>
      <Section title="By e-mail">
        <MailChoices />
      </Section>
    </>
  );
}

function Feed({ notifications }: { readonly notifications: readonly OwnNotification[] }) {
  const models = useOwnModels().data ?? [];
  const nameOf = (number: number | undefined) => models.find((model) => model.number === number)?.name;
  if (notifications.length === 0) return <Empty>Nothing happened yet that concerns you.</Empty>;
  return (
    <ol className="feed">
      {notifications.map(({ id, at, kind, message, model, round, isRead }) => (
        <li key={id} className={isRead ? undefined : 'unread'}>
          <p className="feed-head">
            <span className={`badge ${KINDS[kind].badge}`}>{KINDS[kind].text}</span>
            <time dateTime={at}>{formatTime(at)}</time>
            {nameOf(model) !== undefined && <span>{nameOf(model)}</span>}
            {round !== undefined && <RoundLink number={round} />}
            {!isRead && <span className="unseen">unread</span>}
          </p>
          <p>{message}</p>
        </li>
      ))}
    </ol>
  );
}

function MailChoices() {
  const changed = useOwnChanged();
  return (
    <QueryView query={useOwnMail()}>
      {({ choices, last }) => (
        <>
          <fieldset className="checks">
            <legend>Mail me, at most once an hour, when there is news of</legend>
            {Object.entries(choices).map(([kind, wanted]) => (
              <label key={kind} className="check">
                <input
                  type="checkbox"
                  checked={wanted}
                  onChange={async ({ target }) => {
                    await client.account.chooseMail(kind as NotificationKind, target.checked).finally(changed);
                  }}
                />
                <span>{KINDS[kind as NotificationKind].text}</span>
              </label>
            ))}
          </fieldset>
          <p className="muted">
            {last === null
              ? 'No mail was sent yet; where the operator set up no mail server, none will be.'
              : last.fault === null
                ? `Last mail: ${formatTime(last.at)}.`
                : `The last mail (${formatTime(last.at)}) was refused: ${last.fault}`}
          </p>
        </>
      )}
    </QueryView>
  );
}
