import { EDGE } from './calibration.ts';

const three = (x: number): string => x.toFixed(3).slice(1);

const informationCoefficient = Math.sqrt(
  EDGE.positiveDays.informationCoefficient ** 2 +
    EDGE.issuance.informationCoefficient ** 2 +
    EDGE.volumeSurprise.informationCoefficient ** 2,
);

/** What is planted in a generated market, for the page that shows one: it must be said wherever results are shown. */
export const plantedEdge = {
  /** Correlation of the exact expectation with 20-day specific returns (lag 2): nobody can do better for long. */
  informationCoefficient,
  description:
    `These prices are generated, and a modest edge is planted in them: expected specific returns rise with the share of positive ` +
    `days in the last 252 (IC ${three(EDGE.positiveDays.informationCoefficient)}, beyond volatility and the styles), fall with the ` +
    `growth of shares outstanding (IC ${three(EDGE.issuance.informationCoefficient)}) and rise for some weeks after unusually high ` +
    `volume (IC ${three(EDGE.volumeSurprise.informationCoefficient)}). Someone who knew all three exactly would reach an IC of ` +
    `${three(informationCoefficient)} with the 20-day specific return; everything else is noise.`,
} as const;
