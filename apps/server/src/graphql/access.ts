import { DomainError, type ModelSlot, type Scope } from '@robata/tournament';
import type { GraphqlContext } from './context.ts';
import { unauthenticated } from './errors.ts';
import type { Caller } from '../accounts/authenticator.ts';
import type { Rooms } from './services.ts';
import type { TournamentName } from './tournaments.ts';

/** Who calls, if it may do this. Throws DomainError `not_authenticated`, `missing_scope`. */
export async function requireCaller({ caller }: GraphqlContext, scope: Scope): Promise<Caller> {
  const found = await caller();
  if (found === null) throw unauthenticated();
  if (found.scopes.has(scope)) return found;
  throw new DomainError('missing_scope', `This key does not have the scope ${scope}.`, {
    remedy: 'Make a key that has it.',
  });
}

const NOT_HERE: Readonly<Record<Exclude<keyof Rooms, 'reader' | 'signalsModels' | 'fundVisibility' | 'now'>, string>> =
  {
    accounts: 'This server has no accounts.',
    submissions: 'This server takes no submissions.',
    stakes: 'This server has no staking.',
    datasets: 'This server publishes no datasets.',
    diagnostics: 'This server has no diagnostics.',
    webhooks: 'This server calls no webhooks.',
    jobs: 'This server has no jobs.',
  };

/** A room that this server has. Throws DomainError `not_available` where it has not. */
export function room<K extends keyof typeof NOT_HERE>(services: Rooms, name: K): NonNullable<Rooms[K]> {
  const found = services[name];
  if (found === null) throw new DomainError('not_available', NOT_HERE[name]);
  return found as NonNullable<Rooms[K]>;
}

export interface OwnModel {
  readonly caller: Caller;
  readonly model: ModelSlot;
}

/**
 * A model of the caller by its public id; without one the caller's first model (of the tournament, where one is named).
 * Throws DomainError `not_authenticated`, `missing_scope`, `model_not_found` (also for somebody else's), `no_model`.
 */
export async function ownModel(
  context: GraphqlContext,
  scope: Scope,
  modelId: string | null | undefined,
  tournament: TournamentName | null = null,
): Promise<OwnModel> {
  const caller = await requireCaller(context, scope);
  const accounts = room(context.services, 'accounts');
  if (modelId !== null && modelId !== undefined && modelId !== '') {
    const model = await accounts.requireModel(caller.account.id, modelId);
    if (tournament === null || model.tournament === tournament) return { caller, model };
    throw new DomainError('wrong_tournament', `The model ${model.name} takes part in ${model.tournament}.`, {
      field: 'modelId',
      remedy: `Use one of your ${tournament} models.`,
    });
  }
  const models = await accounts.listModels(caller.account.id);
  const model = models.find((candidate) => tournament === null || candidate.tournament === tournament);
  if (model !== undefined) return { caller, model };
  throw new DomainError('no_model', `This account has no ${tournament ?? ''} model.`.replace('  ', ' '), {
    remedy: 'Make one first.',
  });
}
