/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import type { OwnStakeMovement, OwnStakePreview, OwnWallet } from '@robata/client';
import {
  type Account,
  amountText,
  DomainError,
  type Fields,
  fieldsOf,
  type ModelSlot,
  type StakeChange,
  type StakeService,
} from '@robata/tournament';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { requireCaller } from '../accounts/authenticator.ts';
import { idempotencyKeyOf } from './idempotencyKey.ts';
import { ownStake, plannedEnd } from './ownStake.ts';
import type { OwnInput } from './ownInput.ts';
import { statementCsv } from './statementCsv.ts';

/**
 * Money as decimal texts. `GET /api/account/models/:id/stake`: one page of figures that adds up: value, at risk by round with what it can
 * burn, and what is on its way out with the rounds that it waits for; `POST` the same with `{ type, amount }`, type being increase, decrease,
 * drain, move (with `to`, a model's id) or cancel_release (with `after`, and `to` where it was to move); an `Idempotency-Key` makes a
 * repetition the first one. `POST …/stake/preview` with the same body tells what it would do. `POST …/stake/payout-mode`: compound or take_profit. `GET …/stake/statement`, or `….csv`: everything that ever
 * happened to it. `GET /api/account/wallet`: what can be staked, and movements.
 */
export function stakeRoutes(app: FastifyInstance, { services, authenticate }: OwnInput): void {
  const { accounts, stakes, place } = services;
  type OfModel = { Params: { id: string } };
  const ownModel = async (request: FastifyRequest<OfModel>, scope: 'read_user_info' | 'stake') => {
    const { account } = await requireCaller(authenticate, request, scope);
    return { account, slot: await accounts.requireModel(account.id, request.params.id) };
  };
  const modelOf = (account: string) => async (name: string) => (await accounts.requireModel(account, name)).model;
  const shownStake = async (account: Account, { model }: ModelSlot) =>
    ownStake(place.storage, await accounts.listModels(account.id), await stakes.figures(model));

  app.get('/api/account/wallet', async (request) => {
    const { account } = await requireCaller(authenticate, request, 'read_user_info');
    return shownWallet(stakes, account.id);
  });
  app.get<OfModel>('/api/account/models/:id/stake', async (request) => {
    const { account, slot } = await ownModel(request, 'read_user_info');
    return shownStake(account, slot);
  });
  app.post<OfModel>('/api/account/models/:id/stake', async (request) => {
    const { account, slot } = await ownModel(request, 'stake');
    const fields = fieldsOf(request.body);
    const change = { account: account.id, model: slot.model, idempotencyKey: idempotencyKeyOf(request) };
    const done = await changed(stakes, change, fields, modelOf(account.id));
    return { ...shownChange(done), stake: await shownStake(account, slot) };
  });
  app.post<OfModel>('/api/account/models/:id/stake/preview', async (request): Promise<OwnStakePreview> => {
    const { account, slot } = await ownModel(request, 'read_user_info');
    const fields = fieldsOf(request.body);
    const target = fields.text('type') === 'move' ? await modelOf(account.id)(fields.text('to')) : null;
    const rehearsal = stakes.rehearsal();
    const change = { account: account.id, model: slot.model, idempotencyKey: undefined };
    const done = shownChange(await changed(rehearsal, change, fields, modelOf(account.id)));
    const slots = await accounts.listModels(account.id);
    const figuresOf = async (model: number) => ownStake(place.storage, slots, await rehearsal.figures(model));
    const rounds = [...new Set(done.parts.flatMap(({ after }) => (after === null ? [] : [after])))];
    const times = await Promise.all(rounds.map((round) => plannedEnd(place.storage, round)));
    return {
      change: done,
      arrivals: rounds.flatMap((after, at) => (times[at] == null ? [] : [{ after, at: times[at] }])),
      stake: await figuresOf(slot.model),
      target: target === null ? null : await figuresOf(target),
      available: amountText(await rehearsal.available(account.id)),
    };
  });
  app.post<OfModel>('/api/account/models/:id/stake/payout-mode', async (request) => {
    const { account, slot } = await ownModel(request, 'stake');
    const mode = fieldsOf(request.body).text('mode');
    if (mode !== 'compound' && mode !== 'take_profit') {
      throw new DomainError('invalid_mode', 'Payouts go into the stake (compound) or the wallet (take_profit).', {
        field: 'mode',
      });
    }
    const idempotencyKey = idempotencyKeyOf(request);
    await stakes.choosePayoutMode({ account: account.id, model: slot.model, mode, idempotencyKey });
    return shownStake(account, slot);
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
  change: { account: string; model: number; idempotencyKey: string | undefined },
  fields: Fields,
  modelOf: (id: string) => Promise<number>,
): Promise<StakeChange> {
  const amount = () => fields.text('amount');
  switch (fields.text('type')) {
    case 'increase':
      return stakes.increase({ ...change, amount: amount() });
    case 'decrease':
      return stakes.decrease({ ...change, amount: amount() });
    case 'drain':
      return stakes.decrease({ ...change, amount: '0', drain: true });
    case 'move':
      return stakes.move({ ...change, amount: amount(), to: await modelOf(fields.text('to')) });
    case 'cancel_release': {
      const to = fields.has('to') ? { to: await modelOf(fields.text('to')) } : {};
      return stakes.cancelRelease({ ...change, amount: amount(), after: fields.text('after'), ...to });
    }
    default:
      throw new DomainError('invalid_type', 'A stake changes by increase, decrease, drain, move or cancel_release.', {
        field: 'type',
      });
  }
}

const shownChange = ({ amount, parts, ...change }: StakeChange): OwnStakePreview['change'] => ({
  ...change,
  amount: amountText(amount),
  parts: parts.map((part) => ({ ...part, amount: amountText(part.amount) })),
});

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

type Movement = Awaited<ReturnType<StakeService['statement']>>[number];

/** Names a spreadsheet's columns, too. */
export const shownMovement = ({ sequence, kind, atRisk, payout, ...movement }: Movement): OwnStakeMovement => ({
  sequence,
  recordedAt: movement.recordedAt,
  round: movement.round,
  kind,
  stakeChange: amountText(movement.stakeChange),
  stake: amountText(movement.stake),
  pendingChange: amountText(movement.pendingChange),
  pending: amountText(movement.pending),
  atRisk: atRisk === null ? null : amountText(atRisk),
  payout: payout === null ? null : amountText(payout.payout),
  toWallet: amountText(movement.toWallet),
});
