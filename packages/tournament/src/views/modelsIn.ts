import type { TournamentName } from '../accounts/accountRecords.ts';
import type { ModelRecord } from '../records.ts';
import type { ResolvedRound } from './resolvedRound.ts';

export interface ModelsInInput {
  readonly models: readonly ModelRecord[];
  readonly rounds: readonly Pick<ResolvedRound, 'tournament' | 'scored'>[];
  /** Models whose slots are of Signals. */
  readonly signals: ReadonlySet<number>;
}

/**
 * The models of a tournament: those that were scored in it, and those that were scored nowhere yet and whose slots are of it. What has no slot (the
 * tournament's own models) is of classic until it is scored elsewhere. A joint round scores both: there the model's own tournament decides.
 */
export function modelsIn(tournament: TournamentName, { models, rounds, signals }: ModelsInInput): ModelRecord[] {
  const [scoredHere, scoredAnywhere] = [new Set<number>(), new Set<number>()];
  for (const round of rounds) {
    for (const model of round.scored) {
      scoredAnywhere.add(model);
      if (round.tournament === tournament) scoredHere.add(model);
    }
  }
  const slotOf = (model: number): TournamentName => (signals.has(model) ? 'signals' : 'classic');
  return models.filter(({ id, tournament: own }) =>
    own === 'signals'
      ? tournament === own
      : scoredHere.has(id) || (!scoredAnywhere.has(id) && slotOf(id) === tournament),
  );
}
