import type { Authenticate } from '../accounts/authenticator.ts';
import type { TournamentServices } from '../services/openServices.ts';

/** What the routes of an account's own things stand on. */
export interface OwnInput {
  readonly services: Pick<
    TournamentServices,
    | 'accounts'
    | 'uploads'
    | 'submissions'
    | 'diagnostics'
    | 'stakes'
    | 'notifications'
    | 'mail'
    | 'webhooks'
    | 'jobs'
    | 'live'
    | 'symbols'
    | 'place'
    | 'now'
  >;
  readonly authenticate: Authenticate;
}
