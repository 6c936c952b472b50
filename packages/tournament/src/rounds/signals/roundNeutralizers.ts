import { BASE_STYLES, FURTHER_STYLES } from '@robata/market';
import { type NeutralizerManifest, neutralizerManifest } from './neutralizerManifest.ts';

/** The manifest of neutralizers of these names, with the recipes of the market's room. */
export const roundNeutralizers = (names: readonly string[]): NeutralizerManifest =>
  neutralizerManifest(names, [...BASE_STYLES, ...FURTHER_STYLES]);
