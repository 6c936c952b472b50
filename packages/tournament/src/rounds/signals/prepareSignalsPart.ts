import type { ContributionKit } from '@robata/portfolio';
import type { ScoreColumn } from '../../records.ts';
import type { ClosedSignals } from './closedSignals.ts';
import { prepareSignalsScores } from './signalsScores.ts';

/** A joint round's Signals scores beside the classic ones. */
export interface SignalsScoring {
  /**
   * Puts the Signals scores among the classic ones. These, of all models and the meta model, become those of the classic models: NaN for Signals
   * models, and one more value, of the Signals meta model, before that of the meta model.
   */
  joinInto(scores: Map<string, Float64Array>, targets: ReadonlyMap<string, Float64Array>): void;
}

/** Prepares the scores of the Signals models and of their meta model. `kit`: with all models, those that came late at its end. */
export function prepareSignalsPart(
  kit: Pick<ContributionKit, 'predictions' | 'stakes'>,
  { closed, columns }: { readonly closed: ClosedSignals; readonly columns: readonly ScoreColumn[] },
  neutralBins: Int8Array,
): SignalsScoring {
  const { places, metaModel } = closed;
  const prepared = prepareSignalsScores({ signals: closed, kit, metaModel, neutralBins, columns });
  const models = kit.predictions.columns;
  const nothing = (): Float64Array => new Float64Array(models + 2).fill(Number.NaN);
  return {
    joinInto(scores, targets) {
      for (const [key, ofClassic] of scores) {
        const joined = nothing();
        joined.set(ofClassic.subarray(0, models));
        joined[models + 1] = ofClassic[models] as number;
        for (const place of places) joined[place] = Number.NaN;
        scores.set(key, joined);
      }
      for (const [key, own] of prepared.score(targets)) {
        const joined = scores.get(key) ?? nothing();
        places.forEach((place, at) => {
          joined[place] = own[at] as number;
        });
        joined[models] = own[places.length] ?? Number.NaN;
        scores.set(key, joined);
      }
    },
  };
}
