import {
  checkPredictions,
  type OwnLiveRound,
  type OwnModel,
  splitPredictions,
  type TournamentName,
} from '@robata/client';
import { useQuery } from '@tanstack/react-query';
import { type Dispatch, useEffect, useMemo, useReducer, useState } from 'react';
import { client } from '../data/client.ts';
import { liveRoundsOptions, symbolsOptions, useOwnChanged } from '../data/own.ts';
import { sentenceOf } from '../forms/sentenceOf.ts';
import { type Draft, type DraftAct, type DraftState, draftsAfter, readyDrafts } from './drafts.ts';

/** For the round that is open, or kept for the next one. */
export type When = 'now' | 'next';

export interface DraftDesk {
  readonly drafts: readonly Draft[];
  readonly dispatch: Dispatch<DraftAct>;
  /** How many can be sent. */
  readonly ready: number;
  readonly isSending: boolean;
  /** Takes files as they were dropped: one with several columns of predictions becomes a draft for each. Gives what was refused at once. */
  readonly take: (files: readonly File[]) => Promise<readonly string[]>;
  /** Sends what is ready, one after the other; what became of each stands in its state. */
  readonly send: () => Promise<void>;
}

type Rounds = Readonly<Record<TournamentName, readonly OwnLiveRound[] | undefined>>;

/** Files that are checked against the rounds of now, again where these change, and sent. */
export function useDrafts(models: readonly OwnModel[], when: When): DraftDesk {
  const [drafts, dispatch] = useReducer(draftsAfter, []);
  const [isSending, setSending] = useState(false);
  const changed = useOwnChanged();
  const hasSignals = models.some(({ tournament }) => tournament === 'signals');
  const classic = useQuery(liveRoundsOptions('classic')).data;
  const signals = useQuery({ ...liveRoundsOptions('signals'), enabled: hasSignals }).data;
  const version = signals?.[0]?.signals?.symbolsVersion ?? null;
  const symbols = useQuery({ ...symbolsOptions(version), enabled: signals !== undefined }).data;
  // A file of Signals waits for the symbols that answer it.
  const rounds = useMemo(
    (): Rounds => ({ classic, signals: symbols === undefined ? undefined : signals }),
    [classic, signals, symbols],
  );

  useEffect(() => {
    for (const { id, file, modelId, state } of drafts) {
      const tournament = models.find((model) => model.id === modelId)?.tournament ?? 'classic';
      const known = rounds[tournament];
      if (known === undefined || (state.is !== 'waiting' && state.is !== 'checked')) continue;
      const names = known.map((round) => `${round.number} ${round.state}`).join();
      const against = when === 'next' ? `${tournament} form` : `${tournament} ${names}`;
      if (state.is === 'checked' && state.against === against) continue;
      const check = { tournament, rounds: when === 'next' ? null : known, ...(symbols !== undefined && { symbols }) };
      checkPredictions(file, check).then(
        (result) => dispatch({ act: 'checked', id, modelId, against, result }),
        (error: unknown) => dispatch({ act: 'state', id, state: { is: 'failed', sentence: sentenceOf(error) } }),
      );
    }
  }, [drafts, models, rounds, symbols, when]);

  const ready = readyDrafts(drafts);
  const sendOne = async ({ id, file, modelId, note }: (typeof ready)[number]): Promise<void> => {
    const setState = (state: DraftState): void => dispatch({ act: 'state', id, state });
    setState({ is: 'sending', bytes: 0 });
    try {
      const sent = await client.submit({
        modelId,
        file,
        filename: file.name,
        ...(note.trim() !== '' && { note: note.trim() }),
        ...(when === 'next' && { queue: 'next' }),
        onProgress: (bytes) => setState({ is: 'sending', bytes: Math.min(bytes, file.size) }),
      });
      setState({ is: 'sent', submission: sent });
      await changed();
      if (sent.state !== 'pending') return;
      // The rest need not wait until a job has read this one.
      void client
        .waitForSubmission(sent.id, { everySeconds: 1 })
        .then((submission) => setState({ is: 'sent', submission }))
        .then(changed);
    } catch (error) {
      setState({ is: 'failed', sentence: sentenceOf(error) });
      await changed();
    }
  };
  const send = async (): Promise<void> => {
    if (isSending) return;
    setSending(true);
    for (const draft of ready) await sendOne(draft);
    setSending(false);
  };
  const take = async (files: readonly File[]): Promise<readonly string[]> => {
    const refused: string[] = [];
    for (const file of files) {
      // Files for models of signals alone have that tournament's columns.
      const tournament = hasSignals && models.every((model) => model.tournament === 'signals') ? 'signals' : 'classic';
      const split = await splitPredictions(file, tournament).catch((error: unknown) => {
        return { state: 'refused', message: sentenceOf(error), remedy: '' } as const;
      });
      switch (split.state) {
        case 'single':
          dispatch({ act: 'add', files: [file], models });
          break;
        case 'split': {
          const columns = split.columns.map(({ column, file: part }) => new File([part], `${column}.csv`));
          dispatch({ act: 'add', files: columns, columnOf: file.name, models });
          break;
        }
        case 'refused':
          refused.push(`${file.name}: ${split.message} ${split.remedy}`.trim());
      }
    }
    return refused;
  };
  return { drafts, dispatch, ready: ready.length, isSending, take, send };
}
