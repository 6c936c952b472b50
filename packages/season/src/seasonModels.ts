import { META_MODEL_KIND, type ModelRecord } from '@robata/tournament';
import type { Participant } from './participants/participant.ts';

/** The model slots of a season: the participants in their order, and the meta model's own row last. */
export const seasonModels = (participants: readonly Participant[]): ModelRecord[] => [
  ...participants.map(modelOf),
  metaModelRow(participants.length + 1),
];

const modelOf = (participant: Participant, index: number): ModelRecord => ({
  id: index + 1,
  name: participant.name,
  account: participant.name,
  kind: participant.kind,
  description: participant.description,
  marked: participant.kind === 'example',
});

const metaModelRow = (id: number): ModelRecord => ({
  id,
  name: 'meta model',
  account: 'robata',
  kind: META_MODEL_KIND,
  description: 'The stake-weighted mean of all ranked predictions: what the fund trades on.',
  marked: true,
});
