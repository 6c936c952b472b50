import { featureExposures } from '@robata/scoring';
import type { Benchmark } from '../benchmark.ts';
import { largestDifference } from '../largestDifference.ts';
import { measure } from '../measure.ts';
import { randomFeatures, randomPredictions, seededRandom } from '../randomInput.ts';

export const exposures: Benchmark = {
  name: 'exposures',
  shows: 'the correlation of every model with every feature, beside the bare matrix product of NumPy.',
  goal: 'at most 1.0 CPU-s for 5,000 models of 5,000 stocks, 420 features',
  defaults: { models: 5000, stocks: 5000, features: 420 },
  smallest: { stocks: 3 },
  peer: { name: 'NumPy, the matrix product alone', script: 'exposures.py', modules: ['numpy'] },
  generate({ models, stocks, features, seed }, folder) {
    const random = seededRandom(seed);
    folder.writeMatrix('predictions', randomPredictions(random, stocks, models));
    folder.writeMatrix('features', randomFeatures(random, stocks, features));
  },
  async ours(_, folder) {
    const predictions = folder.readMatrix('predictions');
    const features = folder.readMatrix('features');
    const { result, ...measured } = await measure(() => featureExposures(predictions, features));
    folder.write('ours', result.data);
    return measured;
  },
  judge: ({ features }, folder, _, peer) => ({
    accuracy: peer === null ? null : largestDifference(folder.read('ours'), folder.read('peer')),
    accuracyMeaning: 'largest absolute difference of any exposure',
    details: { features },
  }),
};
