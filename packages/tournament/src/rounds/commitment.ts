import { createHash } from 'node:crypto';
import {
  alphaFromMetaModel,
  gaussianizedPredictions,
  metaModelOf,
  type ContributionKit,
  type PortfolioProblem,
  problemToJson,
} from '@robata/portfolio';
import type { TournamentConfig } from './tournamentConfig.ts';

export interface CommittedInput {
  readonly round: number;
  /** Obfuscated ids, ascending. */
  readonly ids: readonly string[];
  /** In the order of the meta model. */
  readonly submissionHashes: readonly string[];
  readonly config: TournamentConfig;
  /**
   * SHA-256 of the manifest of what signals are made neutral to, where the round has some (`neutralizerText`); the values are the problem's
   * exposures without the alpha factor.
   */
  readonly neutralizers?: string;
}

/** The document under which the text of `openingText` is kept until anybody may read it. */
export const openingKey = (round: number): string => `opening/${round}`;

/** What is committed to beside the portfolio problem, which the round's kit holds: stocks, submissions and configuration, as JSON. */
export const openingText = ({ round, ids, submissionHashes, config, neutralizers }: CommittedInput): string =>
  JSON.stringify({
    round,
    ids,
    submissions: submissionHashes,
    config: configText(config),
    ...(neutralizers && { neutralizers }),
  });

/** All that a commitment is the SHA-256 of (UTF-8): the salt, `openingText`, and the problem as JSON, one right after the other. */
export const committedText = (salt: string, opening: string, problem: PortfolioProblem): string =>
  `${salt}${opening}${JSON.stringify(problemToJson(problem))}`;

/** SHA-256 (hex) of a `committedText`: what is published at the close, before the text may be known. */
export const commitmentOf = (committed: string): string => createHash('sha256').update(committed).digest('hex');

/**
 * The problem that a round's kit leads to: its alpha follows from predictions, weights and volatilities, with the functions of the close.
 * Models without a weight change nothing, so that a kit that holds late ones gives the same bits.
 */
export function problemOfKit(kit: ContributionKit): PortfolioProblem {
  const metaModel = metaModelOf(gaussianizedPredictions(kit.predictions), kit.stakes);
  return { ...kit.problem, alpha: alphaFromMetaModel(metaModel, kit.volatility, kit.informationCoefficient) };
}

/** The configuration as text; amounts are bigints, which JSON does not know. */
const configText = (config: TournamentConfig): string =>
  JSON.stringify(config, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));
