/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import type { Visitor } from '@robata/client';
import type { FastifyInstance } from 'fastify';
import type { Authenticate } from '../accounts/authenticator.ts';
import type { TournamentServices } from '../services/openServices.ts';

export interface VisitorInput {
  readonly authenticate: Authenticate;
  readonly notifications: Pick<TournamentServices['notifications'], 'unread'>;
  readonly isSignUpOpen: boolean;
  /** As the operator configured it; null where each request says it itself. */
  readonly publicUrl: string | null;
}

/** `GET /api/visitor`: what the pages offer whoever looks at them. Strangers are answered as well: to be one is no error. */
export function visitorRoute(app: FastifyInstance, input: VisitorInput | null): void {
  app.get('/api/visitor', async (request, reply): Promise<Visitor> => {
    void reply.header('cache-control', 'no-store');
    if (input === null) return { participation: 'none', address: null, account: null };
    const { authenticate, notifications, isSignUpOpen, publicUrl } = input;
    const caller = await authenticate(request);
    const account = caller === null ? null : caller.account;
    return {
      participation: isSignUpOpen ? 'open' : 'invited',
      address: publicUrl,
      account: account && {
        username: account.username,
        role: account.role,
        unread: await notifications.unread(account.id),
      },
    };
  });
}
