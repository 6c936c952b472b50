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
  const records = await Promise.all(rounds.map((round) => reader.round(Number(round.split('/')[1]))));
  // Of a round that is not open yet nobody knows.
  if (records.length === 0 || records.includes(null)) return null;
  return records.flatMap((record) => (record === null ? [] : [resolveTime(record)])).reduce((a, b) => (a > b ? a : b));
}
