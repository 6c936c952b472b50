import { positionLimit } from '@robata/portfolio';
import { type Mandate, pooled } from './mandate.ts';
import type { MandateInput } from './mandatePlan.ts';

const percent = (share: number): string => `${Number((100 * share).toFixed(4))} %`;

/**
 * Why no portfolio of these stocks could keep a mandate, as one sentence; null where that takes a solver to tell.
 * Looks at what is asked for and never at what is held.
 */
export function mandateFault(mandate: Mandate, input: MandateInput): string | null {
  return settingsFault(mandate) ?? restrictionsFault(mandate, input) ?? productFault(mandate, input);
}

function settingsFault({ settings }: Mandate): string | null {
  for (const [name, value] of Object.entries(settings)) {
    if (name === 'turnoverPerWeek' && value === null) continue;
    if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
      return `The setting ${name} is ${value} and must be a number from 0.`;
    }
  }
  return settings.gross === 0 ? 'A gross of 0 leaves nothing to hold.' : null;
}

function restrictionsFault({ restrictions }: Mandate, { riskModel }: MandateInput): string | null {
  const { excluded, caps, exposures } = restrictions;
  for (const { security, largest } of caps) {
    if (!(largest >= 0)) return `The cap of security ${security} is ${largest} and must be a number from 0.`;
    if (excluded.includes(security) && largest > 0) {
      return `Security ${security} is excluded and has a cap of ${percent(largest)}; say one of both.`;
    }
  }
  for (const { name, lower, upper } of exposures) {
    if (!riskModel.factorNames.includes(name)) return `The risk model has no exposure '${name}' to be limited.`;
    if (!(lower <= upper)) return `The exposure ${name} is to be at least ${lower} and at most ${upper}.`;
  }
  return null;
}

function productFault(mandate: Mandate, input: MandateInput): string | null {
  const product = pooled(mandate);
  switch (product.product) {
    case 'market_neutral':
    case 'higher_risk':
      return null;
    case 'portable_alpha': {
      const { security, weight, band, linearCost } = product.overlay;
      if (!(weight > 0 && band >= 0 && linearCost >= 0))
        return 'The overlay needs a weight above 0, a band and a cost.';
      if (!input.securities.includes(security)) return null;
      return `The overlay ${security} stands among the stocks of the alpha book; it must be a security of its own.`;
    }
    case 'long_only':
      return longOnlyFault(mandate, product.invested, input);
  }
}

const ROUNDING = 1e-9;

function longOnlyFault({ settings, restrictions }: Mandate, invested: number, input: MandateInput): string | null {
  const { indexWeights, securities } = input;
  if (!(invested > 0 && invested <= 1)) return `A long-only book invests a share of ${invested}, not between 0 and 1.`;
  if (indexWeights === undefined) return 'A long-only book needs the weights of an index.';
  const members = new Set(securities);
  let total = 0;
  for (const [security, weight] of indexWeights) {
    if (!(weight >= 0)) return `The index has a weight of ${weight} in security ${security}.`;
    if (!members.has(security)) return `The index holds security ${security}, which is not among the stocks.`;
    total += weight;
  }
  if (Math.abs(total - 1) > ROUNDING) return `The weights of the index add up to ${percent(total)} and not to 100 %.`;
  const excluded = new Set(restrictions.excluded);
  const caps = new Map(restrictions.caps.map(({ security, largest }) => [security, largest]));
  const position = positionLimit(settings, securities.length);
  let most = 0;
  for (const security of securities) {
    if (excluded.has(security)) continue;
    const index = invested * (indexWeights.get(security) ?? 0);
    most += Math.min(caps.get(security) ?? Number.POSITIVE_INFINITY, index + position);
  }
  if (most >= invested - settings.net - ROUNDING) return null;
  return `With these exclusions and caps at most ${percent(most)} can be invested, and the mandate asks for ${percent(invested)}.`;
}
