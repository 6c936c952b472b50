import { amount, amountOf, balance, TREASURY } from '@robata/ledger';
import type { RoundRecord } from '../../records.ts';
import { isoSecond } from '../../submissions/isoSecond.ts';
import { ledgerRoundId } from '../ledgerRound.ts';
import type { RoundPublication } from '../roundScoring.ts';
import { countedBy } from '../signals/signalsGate.ts';
import { releasePolicyOf, type TournamentConfig } from '../tournamentConfig.ts';
import { gatesAtClose } from './gatesAtClose.ts';
import { paperClose } from './paperClose.ts';
import { paperScores } from './paperScores.ts';
import type { OpeningPaper } from './papers.ts';
import { resetStake } from './resetStake.ts';
import { isMissing, type Missing, type RoundDesk } from './roundDesk.ts';
import { type SolvedRoundsInput, solvedRounds } from './solvedRounds.ts';

export interface PaperDeskInput extends SolvedRoundsInput {
  readonly publish: (round: number, publication: RoundPublication) => Promise<void>;
  /** As it is stored for a round: asked where the round's papers are gone. Default: only the papers say it. */
  readonly configOf?: (round: number) => Promise<TournamentConfig>;
  /** What the stakes of a close still wait for; null: nothing. Default: nothing. */
  readonly closeConfirmed?: (round: RoundRecord) => Promise<Missing | null>;
  readonly now: () => Date;
  /** Points that are put into the treasury beside what a payout lacks; null: the operator sees to it, as of a vault's in any case. */
  readonly refill: string | null;
}

/** The desk of a running tournament: it works from the papers of the market's side, in whatever process a job comes to. */
export function paperDesk(input: PaperDeskInput): RoundDesk {
  const { papers, participants, scoring, now } = input;
  const solvedHere = solvedRounds(input);

  const missing = (what: string) => ({ missing: `${what} is not there yet.` });
  const gone = (round: number) => new Error(`the papers of round ${round} are gone`);

  async function configOf(round: number): Promise<TournamentConfig> {
    const config = (await papers.get(round, 'closing'))?.input.config ?? (await papers.get(round, 'closed'))?.config;
    if (config !== undefined) return config;
    if (input.configOf === undefined) throw gone(round);
    return input.configOf(round);
  }

  return {
    async open(round) {
      const paper = await papers.get(round, 'opening');
      if (paper === null) return missing('The data of its era');
      const record = openedNow(paper, now());
      await participants.opened(record, paper.ids, paper.tickers);
      return { record, schedule: [] };
    },

    async takeSubmissions(round) {
      const { number } = round;
      const paper = await papers.get(number, 'closing');
      if (paper === null) return missing('The risk model of its era');
      const outside = await participants.closed(number);
      const unconfirmed = await input.closeConfirmed?.(round);
      if (unconfirmed != null) return unconfirmed;
      // Who does not keep to the gates of Signals takes part, but with nothing at risk.
      const counts = countedBy(await gatesAtClose({ round: number, paper, outside, papers }));
      return [...paper.cast, ...outside.map(({ model }) => model)].filter(counts);
    },

    async beforeSnapshot(book, round) {
      const paper = await papers.get(round.number, 'opening');
      for (const reset of paper?.resets ?? []) resetStake(book, ledgerRoundId(round), reset);
    },

    async close(round, atRisk) {
      const paper = await papers.get(round.number, 'closing');
      if (paper === null) return missing('The risk model of its era');
      const outside = await participants.closed(round.number);
      return paperClose({ round, paper, outside, atRisk, papers, scoring });
    },

    async score(round, day) {
      const paper = await papers.getDay(round.number, day);
      if (paper === null) return missing(`What the market did on day ${day}`);
      if (isMissing(paper)) return { missing: paper.missing };
      const solved = await solvedHere.get(round.number);
      if (solved === null) return missing('What it was closed with');
      return paperScores({ round, day, paper, solved, attempt: solvedHere.attempt });
    },

    async finish({ number, horizonDays }) {
      const [solved, paper] = [await solvedHere.get(number), await papers.getDay(number, horizonDays)];
      if (solved === null || paper === null || isMissing(paper)) throw gone(number);
      const { scores, models, closed } = solved;
      const publication = await solvedHere.attempt(number, () => scores.publish(paper.targets, paper.returns));
      await input.publish(number, publication);
      const { evidenceHash, kits } = publication;
      const names = Object.fromEntries(models.flatMap((model) => (model === null ? [] : [[model.id, model.name]])));
      return { salt: closed.salt, receipts: { evidenceHash, kits, names } };
    },

    async finished({ number, horizonDays }) {
      solvedHere.release(number);
      await papers.discard(number, horizonDays);
    },

    policy: async ({ number }) => (await configOf(number)).payoutPolicy,
    signalsPolicy: async ({ number }) => (await configOf(number)).signals?.payoutPolicy ?? null,
    releasePolicy: async ({ number }) => releasePolicyOf(await configOf(number)),

    beforeResolution(book, { round, totalPayout }) {
      const { refill } = input;
      if (refill === null || balance(book.journal, TREASURY) >= totalPayout) return;
      book.post({
        idempotencyKey: `treasury:${round}`,
        command: { kind: 'treasury_deposit', amount: amountOf(amount(refill) + totalPayout) },
      });
    },
  };
}

/** The record of a round that opens at a moment. */
export function openedNow({ record, openSeconds }: OpeningPaper, at: Date): RoundRecord {
  if (openSeconds === null) return record;
  return {
    ...record,
    opensAt: isoSecond(at),
    closesAt: isoSecond(new Date(at.getTime() + openSeconds * 1000)),
  };
}
