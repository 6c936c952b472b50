import type { Mail } from './mailer.ts';
import type { NotificationKind } from './notificationService.ts';

export interface DigestLine {
  readonly at: string;
  readonly kind: NotificationKind;
  readonly message: string;
}

const TITLES: Readonly<Record<NotificationKind, string>> = {
  missed_round: 'Missed rounds',
  webhook_failed: 'Webhooks that failed',
  submission_rejected: 'Rejected submissions',
  data_incident: 'Incidents in the data',
  payout_resolved: 'Payouts',
  withdrawal: 'Withdrawals',
  account: 'Your account',
};

/** More than these are counted only. */
const LINES_MAX = 50;

/** One mail of what happened, by kind, oldest first within each. `lines`: at least one. */
export function digest(to: string, username: string, lines: readonly DigestLine[], publicUrl: string | null): Mail {
  const shown = lines.slice(-LINES_MAX);
  const byKind = Map.groupBy(shown, ({ kind }) => kind);
  const sections = [...byKind].map(([kind, list]) => {
    const rows = list.map(({ at, message }) => `- ${at.slice(0, 16).replace('T', ' ')} UTC  ${message}`);
    return `${TITLES[kind] ?? kind}\n${rows.join('\n')}`;
  });
  const [first] = byKind.keys();
  const title = byKind.size === 1 ? (TITLES[first as NotificationKind] ?? 'News') : 'News of your models';
  const left = lines.length - shown.length;
  return {
    to,
    subject: `Robata: ${title}${lines.length > 1 ? ` (${lines.length})` : ''}`,
    text: [
      `Hello ${username},`,
      ...sections,
      ...(left > 0 ? [`${left} earlier ones are in your feed.`] : []),
      `All of this is in the feed of your account${publicUrl === null ? '' : ` at ${publicUrl}`}, where you also choose which of it is mailed.`,
      '',
    ].join('\n\n'),
  };
}
