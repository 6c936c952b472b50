import type { OwnStake } from '@robata/client';
import { type ModelSlot, amountText, type StakeService, type StorageReader } from '@robata/tournament';
import { resolveTime } from '../graphql/roundDates.ts';

type Figures = Awaited<ReturnType<StakeService['figures']>>;

/** One model's figures as its account reads them. `slots`: the account's models, which what is on its way between them names. */
export async function ownStake(
  reader: Pick<StorageReader, 'round'>,
  slots: readonly ModelSlot[],
  figures: Figures,
): Promise<OwnStake> {
  const idOf = (model: string | null) => slots.find((slot) => String(slot.model) === model)?.id ?? null;
  const pending = figures.pending.map(async ({ after, amount, to, waitsFor }) => ({
    releasedAfter: after,
    amount: amountText(amount),
    to: idOf(to),
    waitsFor,
    releasedAt: await lastResolution(reader, waitsFor),
  }));
  return {
    value: amountText(figures.value),
    stake: amountText(figures.stake),
    payoutMode: figures.payoutMode,
    atRisk: figures.atRisk.map(({ round, atRisk, lossMax, payoutMode }) => ({
      round,
      amount: amountText(atRisk),
      lossMax: amountText(lossMax),
      payoutMode,
    })),
    lossMax: amountText(figures.lossMax),
    pending: await Promise.all(pending),
    pendingTotal: amountText(figures.pendingTotal),
    mustStayPending: amountText(figures.mustStayPending),
    availableNow: amountText(figures.availableNow),
    keptPlaces: figures.keptPlaces.map(({ after, amount }) => ({ after, amount: amountText(amount) })),
  };
}

async function lastResolution(reader: Pick<StorageReader, 'round'>, rounds: readonly string[]): Promise<string | null> {
  const ends = await Promise.all(rounds.map((round) => plannedEnd(reader, round)));
  if (ends.length === 0 || ends.includes(null)) return null;
  return ends.flatMap((end) => (end === null ? [] : [end])).reduce((a, b) => (a > b ? a : b));
}

/** When a round (`classic/7`) is planned to resolve; null where it is not open yet: nobody knows. */
export async function plannedEnd(reader: Pick<StorageReader, 'round'>, round: string): Promise<string | null> {
  const record = await reader.round(numberOf(round));
  return record === null ? null : resolveTime(record);
}

/** `classic/7` → 7 */
export const numberOf = (round: string): number => Number(round.split('/')[1]);
