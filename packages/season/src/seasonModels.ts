import { META_MODEL_KIND, type ModelRecord, SIGNALS_META_MODEL_KIND } from '@robata/tournament';
import type { Participant } from './participants/participant.ts';
import type { SignalsParticipant } from './participants/signals/signalsParticipant.ts';

/**
 * The model slots of a season: the participants in their order and the meta model's own row; then those of Signals and the Signals meta model,
 * where there are any. A classic model has the same number with and without Signals.
 */
export function seasonModels(
  participants: readonly Participant[],
  signals: readonly SignalsParticipant[] = [],
): ModelRecord[] {
  const classic = [...participants.map(modelOf), metaModelRow(participants.length + 1)];
  if (signals.length === 0) return classic;
  const own = signals.map((participant, index) => signalsModelOf(participant, classic.length + index + 1));
  return [...classic, ...own, signalsMetaModelRow(classic.length + own.length + 1)];
}

const modelOf = (participant: Participant, index: number): ModelRecord => ({
  id: index + 1,
  name: participant.name,
  account: participant.name,
  kind: participant.kind,
  description: participant.description,
  marked: participant.kind === 'example',
});

const signalsModelOf = ({ name, kind, description }: SignalsParticipant, id: number): ModelRecord => ({
  id,
  name,
  account: name,
  kind,
  description,
  marked: false,
  tournament: 'signals',
});

const metaModelRow = (id: number): ModelRecord => ({
  id,
  name: 'meta model',
  account: 'robata',
  kind: META_MODEL_KIND,
  description: 'The stake-weighted mean of all ranked predictions: what the fund trades on.',
  marked: true,
});

const signalsMetaModelRow = (id: number): ModelRecord => ({
  id,
  name: 'signals meta model',
  account: 'robata',
  kind: SIGNALS_META_MODEL_KIND,
  description:
    'The stake-weighted mean of all signals as they enter the meta model: what MMC of Signals is taken against.',
  marked: true,
  tournament: 'signals',
});
