import { column } from '@robata/kernels';
import { problemWithoutAlphaToJson } from '../optimizer/problemToJson.ts';
import type { ContributionKit } from './contributionKit.ts';
import { KIT_FORMAT } from './parseKit.ts';

/** A kit as plain JSON data that `parseKit` reads back to the same bits. */
export function kitToJson(kit: ContributionKit) {
  return {
    format: KIT_FORMAT,
    problem: problemWithoutAlphaToJson(kit.problem),
    volatility: [...kit.volatility],
    informationCoefficient: kit.informationCoefficient,
    models: [...kit.models],
    predictions: kit.models.map((_, u) => [...column(kit.predictions, u)]),
    stakes: [...kit.stakes],
    ...(kit.returns !== undefined && { returns: [...kit.returns] }),
    stakeFraction: kit.stakeFraction,
    ...(kit.others && { metaModel: [...kit.others.metaModel], totalStake: kit.others.totalStake }),
  };
}
