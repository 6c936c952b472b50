import type { Benchmark } from '../benchmark.ts';
import { largestDifference } from '../largestDifference.ts';
import { measure } from '../measure.ts';
import { METRICS, randomScoreInputs, readScoreInputs, scoresOf, writeScoreInputs } from '../roundOfScores.ts';

export const scores: Benchmark = {
  name: 'scores',
  shows: 'CORR20V2, MMC, FNC, ALPHA and MPC of all models of a round, beside numerai-tools (NUMERAI_TOOLS_SRC).',
  goal: 'at most 4 CPU-s (stretch 2.2) and 1 GB for 5,000 models of 5,000 stocks, 420 features',
  defaults: { models: 5000, stocks: 5000, features: 420, peerModels: 400 },
  smallest: { models: 4, stocks: 20, peerModels: 3 },
  peer: {
    name: 'numerai-tools',
    script: 'scores.py',
    modules: ['numpy', 'pandas', 'scipy', 'sklearn'],
    checkout: { variable: 'NUMERAI_TOOLS_SRC', file: 'numerai_tools/scoring.py' },
  },
  generate({ peerModels, ...sizes }, folder) {
    // Whoever has a stake is among the peer's models: the portfolio that MPC rests on is then the same for part and whole.
    writeScoreInputs(folder, randomScoreInputs({ ...sizes, staked: peerModels }));
  },
  async ours(_, folder) {
    const round = readScoreInputs(folder);
    const { result, ...measured } = await measure(() => scoresOf(round));
    METRICS.forEach((metric, at) => folder.write(`ours.${metric}`, result[at] as Float64Array));
    return measured;
  },
  judge({ features }, folder, _, peer) {
    const differences = METRICS.map((metric) =>
      peer === null ? 0 : largestDifference(folder.read(`ours.${metric}`), folder.read(`peer.${metric}`)),
    );
    return {
      accuracy: peer === null ? null : Math.max(...differences),
      accuracyMeaning: 'largest absolute difference of any score on the models that both computed',
      details: { features },
    };
  },
};
