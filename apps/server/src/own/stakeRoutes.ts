/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import type { OwnStake, OwnStakeMovement, OwnWallet } from '@robata/client';
import { amountText, DomainError, fieldsOf, type StakeService, stakeValue } from '@robata/tournament';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { requireCaller } from '../accounts/authenticator.ts';
import type { OwnInput } from './registerOwnThings.ts';
import { statementCsv } from './statementCsv.ts';

/**
 * Money as decimal texts. `GET /api/account/models/:id/stake`: what is staked, at risk by round, and on its way out with the round it waits
 * for; `POST` the same with `{ type: increase | decrease | drain, amount }` (an `Idempotency-Key` makes a repetition the first one);
 * `GET …/stake/statement`, or `….csv`: everything that ever happened to it. `GET /api/account/wallet`: what can be staked, and movements.
 */
export function stakeRoutes(app: FastifyInstance, { services, authenticate }: OwnInput): void {
  const { accounts, stakes } = services;
  type OfModel = { Params: { id: string } };
  const ownModel = async (request: FastifyRequest<OfModel>, scope: 'read_user_info' | 'stake') => {
    const { account } = await requireCaller(authenticate, request, scope);
    return { account, slot: await accounts.requireModel(account.id, request.params.id) };
  };

  app.get('/api/account/wallet', async (request) => {
    const { account } = await requireCaller(authenticate, request, 'read_user_info');
    return shownWallet(stakes, account.id);
  });
  app.get<OfModel>('/api/account/models/:id/stake', async (request) => {
    const { slot } = await ownModel(request, 'read_user_info');
    return shownStake(await stakes.figures(slot.model));
  });
  app.post<OfModel>('/api/account/models/:id/stake', async (request) => {
    const { account, slot } = await ownModel(request, 'stake');
    const fields = fieldsOf(request.body);
    const given = request.headers['idempotency-key'];
    const idempotencyKey = Array.isArray(given) ? given.join(', ') : given;
    const change = { account: account.id, model: slot.model, idempotencyKey };
    const type = fields.text('type');
    const result = await changed(stakes, type, change, () => fields.text('amount'));
    return { ...result, amount: amountText(result.amount), stake: shownStake(await stakes.figures(slot.model)) };
  });
  app.get<OfModel>('/api/account/models/:id/stake/statement', async (request) => {
    const { slot } = await ownModel(request, 'read_user_info');
    return { movements: (await stakes.statement(slot.model)).map(shownMovement) };
  });
  app.get<OfModel>('/api/account/models/:id/stake/statement.csv', async (request, reply) => {
    const { slot } = await ownModel(request, 'read_user_info');
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="stake-${slot.id}.csv"`)
      .send(statementCsv((await stakes.statement(slot.model)).map(shownMovement)));
  });
}

async function changed(
  stakes: StakeService,
  type: string,
  change: { account: string; model: number; idempotencyKey: string | undefined },
  amount: () => string,
) {
  switch (type) {
    case 'increase':
      return stakes.increase({ ...change, amount: amount() });
    case 'decrease':
      return stakes.decrease({ ...change, amount: amount() });
    case 'drain':
      return stakes.decrease({ ...change, amount: '0', drain: true });
    default:
      throw new DomainError('invalid_type', 'A stake changes by increase, decrease or drain.', { field: 'type' });
  }
}

export const shownWallet = async (
  stakes: Pick<StakeService, 'available' | 'walletMovements'>,
  account: string,
): Promise<OwnWallet> => {
  const [available, movements] = await Promise.all([stakes.available(account), stakes.walletMovements(account)]);
  return {
    available: amountText(available),
    movements: movements.map(({ amount, ...movement }) => ({ ...movement, amount: amountText(amount) })),
  };
};

type Figures = Awaited<ReturnType<StakeService['figures']>>;

export const shownStake = (figures: Figures): OwnStake => ({
  value: amountText(stakeValue(figures)),
  stake: amountText(figures.stake),
  atRisk: figures.atRisk.map(({ round, amount }) => ({ round, amount: amountText(amount) })),
  pending: figures.pending.map(({ after, amount }) => ({ releasedAfter: after, amount: amountText(amount) })),
});

type Movement = Awaited<ReturnType<StakeService['statement']>>[number];

/** Names a spreadsheet's columns, too. */
export const shownMovement = ({ sequence, kind, atRisk, payout, ...movement }: Movement): OwnStakeMovement => ({
  sequence,
  kind,
  stakeChange: amountText(movement.stakeChange),
  stake: amountText(movement.stake),
  pendingChange: amountText(movement.pendingChange),
  pending: amountText(movement.pending),
  atRisk: atRisk === null ? null : amountText(atRisk),
  payout: payout === null ? null : amountText(payout.payout),
});
