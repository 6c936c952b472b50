/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import type { OwnHoldings, OwnRoundUnderWay, OwnStake } from '@robata/client';
import { amountText, type ModelSlot, type StorageReader } from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import { requireCaller } from '../accounts/authenticator.ts';
import { resolveTime } from '../graphql/roundDates.ts';
import { numberOf, ownStake } from './ownStake.ts';
import type { OwnInput } from './ownInput.ts';

type RoundReader = Pick<StorageReader, 'round'>;

/** `GET /api/account/holdings`: all that the account holds as one number that adds up, its stakes, and the rounds that these wait for. */
export function holdingsRoute(app: FastifyInstance, { services, authenticate }: OwnInput): void {
  const { accounts, stakes, place } = services;
  app.get('/api/account/holdings', async (request): Promise<OwnHoldings> => {
    const { account } = await requireCaller(authenticate, request, 'read_user_info');
    const slots = await accounts.listModels(account.id);
    const held = await stakes.holdings(
      account.id,
      slots.map(({ model }) => model),
    );
    const reader = readingOnce(place.storage);
    const shown = await Promise.all(held.models.map((figures) => ownStake(reader, slots, figures)));
    const models = shown.map((stake, at) => {
      const { id, name } = slots[at] as ModelSlot;
      return { id, name, stake };
    });
    return {
      total: amountText(held.total),
      available: amountText(held.available),
      staked: amountText(held.staked),
      pending: amountText(held.pending),
      waiting: amountText(held.waiting),
      lossMax: amountText(held.lossMax),
      models,
      rounds: await roundsUnderWay(reader, shown),
    };
  });
}

/** Many models wait for the same rounds: each is read once. */
function readingOnce(reader: RoundReader): RoundReader {
  const read = new Map<number, ReturnType<RoundReader['round']>>();
  return {
    round(number) {
      const known = read.get(number) ?? reader.round(number);
      read.set(number, known);
      return known;
    },
  };
}

/** What the stakes count in or wait for; those of which nobody knows the end come last. */
async function roundsUnderWay(reader: RoundReader, stakes: readonly OwnStake[]): Promise<OwnRoundUnderWay[]> {
  const names = new Set(
    stakes.flatMap(({ atRisk, pending }) => [
      ...atRisk.map(({ round }) => round),
      ...pending.flatMap(({ releasedAfter, waitsFor }) => [releasedAfter, ...waitsFor]),
    ]),
  );
  const rounds = await Promise.all(
    [...names].map(async (round): Promise<OwnRoundUnderWay> => {
      const number = numberOf(round);
      const record = await reader.round(number);
      if (record === null) return { round, number, state: null, day: 0, of: null, resolvesAt: null };
      const { state, scoredDays: day, horizonDays: of } = record;
      return { round, number, state, day, of, resolvesAt: resolveTime(record) };
    }),
  );
  const LAST = '9999';
  return rounds.toSorted((a, b) => (a.resolvesAt ?? LAST).localeCompare(b.resolvesAt ?? LAST) || a.number - b.number);
}
