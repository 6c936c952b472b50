import type { RoundRecord, ScoreRecord } from '../records.ts';
import type { StorageReader } from '../storage/storage.ts';
import type { TournamentAbout } from '../views/overview.ts';
import { META_MODEL_KIND } from '../views/roundPage.ts';
import { fundReturn } from './fundReturn.ts';
import type { MetaModelRound } from './metaModelPage.ts';
import { type CohortScores, cohortsKey, type MetaModelClose, metaModelKey } from './metaModelRecords.ts';
import { corrColumn } from './prepareCohorts.ts';

export interface MetaModelBook {
  /** Ascending: the rounds that closed, with what is known of their meta models by now. */
  rounds(): Promise<readonly MetaModelRound[]>;
  /** Rounds whose scores share days with one round's: the lags of a standard error. */
  lags(): Promise<number>;
}

/** Documents that are read side by side. */
const AT_ONCE = 32;
const DEFAULT_LAG_DAYS = 2;

interface Documents {
  readonly made: MetaModelClose | null;
  readonly scored: CohortScores | null;
}

/** The rounds' meta models, read from storage; what a resolved round left is read once, since it does not change. */
export function metaModelBook(reader: StorageReader): MetaModelBook {
  const kept = new Map<number, Documents>();
  const about = async () => (await reader.document('about')) as TournamentAbout | null;

  async function documentsOf({ number, state }: RoundRecord): Promise<Documents> {
    const known = kept.get(number);
    if (known !== undefined) return known;
    const [made, scored] = await Promise.all([
      reader.document(metaModelKey(number)),
      reader.document(cohortsKey(number)),
    ]);
    const found = { made: made as MetaModelClose | null, scored: scored as CohortScores | null };
    if (state === 'resolved') kept.set(number, found);
    return found;
  }

  return {
    async rounds() {
      const [all, models, days, places] = await Promise.all([
        reader.rounds(),
        reader.models(),
        reader.fundDays(),
        about().then((found) => found?.places),
      ]);
      const closed = all.filter(({ state }) => state === 'closed' || state === 'scoring' || state === 'resolved');
      const meta = models.find(({ kind }) => kind === META_MODEL_KIND);
      const scores = meta === undefined ? [] : await reader.scores({ model: meta.id, latestOnly: true });
      const scoreOf = new Map(scores.map((score) => [score.round, score]));
      const result: MetaModelRound[] = [];
      for (let at = 0; at < closed.length; at += AT_ONCE) {
        const some = closed.slice(at, at + AT_ONCE);
        const documents = await Promise.all(some.map(documentsOf));
        some.forEach((record, k) => {
          const { made, scored } = documents[k] as Documents;
          const { number, era, eraDay, state, horizonDays } = record;
          const lagDays = places?.lagDays ?? DEFAULT_LAG_DAYS;
          result.push({
            round: number,
            era,
            eraDay,
            state,
            day: record.scoredDays,
            corr: corrOfScores(record, scoreOf.get(number)),
            quantiles: scored?.quantiles ?? null,
            percentile: scored?.percentile ?? null,
            fundReturn: state === 'resolved' ? fundReturn(days, eraDay, lagDays, horizonDays) : null,
            made: made === null ? null : withoutRound(made),
            cohorts: scored?.cohorts ?? [],
            portfolioReturn: scored?.portfolioReturn ?? null,
          });
        });
      }
      return result;
    },
    async lags() {
      return (await about())?.places?.schedule === 'daily' ? 20 : 4;
    },
  };
}

function corrOfScores({ columns }: RoundRecord, score: ScoreRecord | undefined): number | null {
  const column = columns.findIndex((candidate) => candidate === corrColumn(columns));
  const value = score?.values[column] ?? Number.NaN;
  return Number.isNaN(value) ? null : value;
}

const withoutRound = ({ round: _round, ...made }: MetaModelClose): Omit<MetaModelClose, 'round'> => made;
