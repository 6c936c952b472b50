import type { CheckedPredictions, OwnModel, OwnSubmission } from '@robata/client';

/** A file on its way to be a submission of one model. */
export interface Draft {
  readonly id: number;
  readonly file: File;
  /** The file that it is a column of; null where it is a file itself. */
  readonly columnOf: string | null;
  readonly modelId: string | null;
  readonly note: string;
  readonly state: DraftState;
}

export type DraftState =
  | { readonly is: 'waiting' }
  /** `against`: what it was checked against; once that is another thing, it is checked again. */
  | { readonly is: 'checked'; readonly against: string; readonly result: CheckedPredictions }
  | { readonly is: 'sending'; readonly bytes: number }
  | { readonly is: 'sent'; readonly submission: OwnSubmission }
  | { readonly is: 'failed'; readonly sentence: string };

export type DraftAct =
  | {
      readonly act: 'add';
      readonly files: readonly File[];
      /** Where they are columns of a file: its name. */
      readonly columnOf?: string;
      readonly models: readonly OwnModel[];
    }
  | { readonly act: 'remove'; readonly id: number }
  | { readonly act: 'copy'; readonly id: number }
  | { readonly act: 'model'; readonly id: number; readonly modelId: string }
  | { readonly act: 'note'; readonly id: number; readonly note: string }
  | { readonly act: 'state'; readonly id: number; readonly state: DraftState }
  /** Of a check that began when the file was this model's; it says nothing of a file that is on its way since. */
  | {
      readonly act: 'checked';
      readonly id: number;
      readonly modelId: string | null;
      readonly against: string;
      readonly result: CheckedPredictions;
    }
  | { readonly act: 'clear' };

/** What became of the drafts; ids are never used twice. */
export function draftsAfter(drafts: readonly Draft[], act: DraftAct): readonly Draft[] {
  const change = (id: number, changed: (draft: Draft) => Partial<Draft>): readonly Draft[] =>
    drafts.map((draft) => (draft.id === id ? { ...draft, ...changed(draft) } : draft));
  const free = Math.max(0, ...drafts.map(({ id }) => id)) + 1;
  switch (act.act) {
    case 'add': {
      const taken = new Set(drafts.map(({ modelId }) => modelId));
      const added = act.files.map((file, at): Draft => {
        const modelId = modelOfFile(file.name, act.models, taken);
        taken.add(modelId);
        return { id: free + at, file, columnOf: act.columnOf ?? null, modelId, note: '', state: { is: 'waiting' } };
      });
      return [...drafts, ...added];
    }
    case 'remove':
      return drafts.filter(({ id }) => id !== act.id);
    case 'copy':
      return drafts.flatMap((draft) =>
        draft.id === act.id
          ? [draft, { ...draft, id: free, modelId: null, state: { is: 'waiting' } as const }]
          : [draft],
      );
    case 'model':
      return change(act.id, () => ({ modelId: act.modelId, state: { is: 'waiting' } }));
    case 'note':
      return change(act.id, () => ({ note: act.note }));
    case 'state':
      return change(act.id, () => ({ state: act.state }));
    case 'checked': {
      const { modelId, against, result } = act;
      return change(act.id, ({ modelId: now, state }) =>
        now === modelId && (state.is === 'waiting' || state.is === 'checked')
          ? { state: { is: 'checked', against, result } }
          : {},
      );
    }
    case 'clear':
      return drafts.filter(({ state }) => state.is !== 'sent');
  }
}

/**
 * The model that a file is probably for: the one whose name is in the file's name (the longest such), else the only one, else the only one that
 * no other file is for; null where a person has to say.
 */
export function modelOfFile(
  filename: string,
  models: readonly OwnModel[],
  taken: ReadonlySet<string | null> = new Set(),
): string | null {
  const text = filename.toLowerCase();
  const named = models.filter(({ name }) => text.includes(name.toLowerCase()));
  const longest = named.toSorted((a, b) => b.name.length - a.name.length)[0];
  if (longest !== undefined) return longest.id;
  const free = models.length === 1 ? models : models.filter(({ id }) => !taken.has(id));
  return free.length === 1 ? (free[0]?.id ?? null) : null;
}

/** Two files for one model: the later would replace the earlier, which nobody wants at once. One that is refused or sent replaces nothing any more. */
export const isRepeated = (drafts: readonly Draft[], { id, modelId, state }: Draft): boolean =>
  modelId !== null &&
  state.is !== 'sent' &&
  drafts.some((other) => other.id < id && other.modelId === modelId && isMeant(other));

const isMeant = ({ state }: Draft): boolean =>
  state.is !== 'sent' && !(state.is === 'checked' && state.result.state === 'refused');

/** What can be sent now. */
export const readyDrafts = (drafts: readonly Draft[]): readonly (Draft & { readonly modelId: string })[] =>
  drafts.filter(
    (draft): draft is Draft & { readonly modelId: string } =>
      draft.modelId !== null &&
      !isRepeated(drafts, draft) &&
      (draft.state.is === 'failed' || (draft.state.is === 'checked' && draft.state.result.state === 'fine')),
  );
