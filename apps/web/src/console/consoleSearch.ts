import type { Search } from '../search.ts';

/** What the addresses of the console's lists hold behind the question mark: their filters. What is not understood is left out. */

export interface JobsSearch {
  readonly state?: (typeof JOB_STATES)[number];
  readonly kind?: string;
}

export interface AccountsSearch {
  readonly search?: string;
  readonly role?: (typeof ACCOUNT_ROLES)[number];
  readonly status?: (typeof ACCOUNT_STATES)[number];
}

export interface MoneySearch {
  readonly state?: (typeof WITHDRAWAL_STATES)[number];
}

export interface FundSearch {
  readonly state?: (typeof REQUEST_STATES)[number];
}

export interface IncidentsSearch {
  readonly state?: (typeof INCIDENT_STATES)[number];
  readonly severity?: (typeof SEVERITIES)[number];
  readonly search?: string;
  readonly before?: number;
}

export interface AuditSearch {
  readonly actor?: string;
  readonly action?: string;
  readonly search?: string;
  readonly before?: number;
}

export const JOB_STATES = ['waiting', 'running', 'retrying', 'done', 'failed', 'cancelled'] as const;
export const ACCOUNT_ROLES = ['participant', 'investor', 'operator'] as const;
export const ACCOUNT_STATES = ['active', 'blocked'] as const;
export const WITHDRAWAL_STATES = ['waiting', 'confirmed', 'refused', 'cancelled'] as const;
export const REQUEST_STATES = ['requested', 'confirmed', 'refused', 'cancelled'] as const;
export const INCIDENT_STATES = ['open', 'closed'] as const;
export const SEVERITIES = ['info', 'warning', 'error'] as const;

const oneOf = <T extends string>(value: unknown, words: readonly T[]): T | undefined =>
  words.find((each) => each === value);
const text = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 100) || undefined : undefined;
const place = (value: unknown): number | undefined => {
  const number = Number(value);
  return Number.isSafeInteger(number) && number > 0 && number < 2 ** 31 ? number : undefined;
};
/** Without what is undefined: an address says only what was chosen. */
const given = <T extends object>(search: T) =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));

export const jobsSearch = (search: Search): JobsSearch =>
  given({ state: oneOf(search['state'], JOB_STATES), kind: text(search['kind']) });

export const accountsSearch = (search: Search): AccountsSearch =>
  given({
    search: text(search['search']),
    role: oneOf(search['role'], ACCOUNT_ROLES),
    status: oneOf(search['status'], ACCOUNT_STATES),
  });

export const moneySearch = (search: Search): MoneySearch => given({ state: oneOf(search['state'], WITHDRAWAL_STATES) });

export const fundSearch = (search: Search): FundSearch => given({ state: oneOf(search['state'], REQUEST_STATES) });

export const incidentsSearch = (search: Search): IncidentsSearch =>
  given({
    state: oneOf(search['state'], INCIDENT_STATES),
    severity: oneOf(search['severity'], SEVERITIES),
    search: text(search['search']),
    before: place(search['before']),
  });

export const auditSearch = (search: Search): AuditSearch =>
  given({
    actor: text(search['actor']),
    action: text(search['action']),
    search: text(search['search']),
    before: place(search['before']),
  });
