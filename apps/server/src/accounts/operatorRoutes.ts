/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import { DomainError, type OperatorCommands, SYMBOLS_BODY_BYTES_MAX } from '@robata/tournament';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Authenticate, requireCaller } from './authenticator.ts';

/** Of commands that come with a file; all others are small. */
const BODY_BYTES_MAX: Readonly<Record<string, number>> = {
  'fund executions': 4 * 2 ** 20,
  'symbols import': SYMBOLS_BODY_BYTES_MAX,
};

/** What operators do, one address for each command: `POST /api/operator/account/create` for 'account create'. Needs the scope `operate`. */
export function operatorRoutes(
  app: FastifyInstance,
  { commands, authenticate }: { readonly commands: OperatorCommands; readonly authenticate: Authenticate },
): void {
  for (const [words, command] of Object.entries(commands)) {
    const bodyLimit = BODY_BYTES_MAX[words];
    const large = bodyLimit !== undefined && {
      bodyLimit,
      // Nobody else's file is read at all.
      onRequest: async (request: FastifyRequest) => void (await requireCaller(authenticate, request, 'operate')),
    };
    app.post(`/api/operator/${words.replaceAll(' ', '/')}`, { ...large }, async (request) => {
      const { account } = await requireCaller(authenticate, request, 'operate');
      const key = request.headers['idempotency-key'];
      const idempotencyKey = Array.isArray(key) ? key.join(', ') : key;
      return command(request.body, { operator: account, ...(idempotencyKey === undefined ? {} : { idempotencyKey }) });
    });
  }
  app.post('/api/operator/*', async (request) => {
    await requireCaller(authenticate, request, 'operate');
    if (
      request.url.startsWith('/api/operator/chain/') &&
      !Object.keys(commands).some((words) => words.startsWith('chain '))
    ) {
      throw new DomainError('no_vault', "This tournament's stakes are in its ledger, in no vault on a chain.", {
        remedy: 'docs/chain.md says how a server is given one (ROBATA_CHAIN_RPC, ROBATA_CHAIN_VAULT).',
      });
    }
    throw new DomainError('command_not_found', 'This server has no such command.', {
      remedy: 'It may be older or newer than yours.',
    });
  });
}
