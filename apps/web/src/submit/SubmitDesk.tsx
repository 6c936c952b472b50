import type { OwnModel } from '@robata/client';
import { useState } from 'react';
import { Choice } from '../components/Choice.tsx';
import { Section } from '../components/Section.tsx';
import { DraftRow } from './DraftRow.tsx';
import { DropZone } from './DropZone.tsx';
import { useDrafts, type When } from './useDrafts.ts';

const WHEN = [
  { value: 'now', text: 'For the round that is open' },
  { value: 'next', text: 'Queue for the next round' },
] as const;

/** Files that are dropped, checked, given to models and sent. */
export function SubmitDesk({ models }: { readonly models: readonly OwnModel[] }) {
  const [when, setWhen] = useState<When>('now');
  const { drafts, dispatch, ready, isSending, take, send } = useDrafts(models, when);
  const [refused, setRefused] = useState<readonly string[]>([]);
  return (
    <Section
      title="Files"
      aside={<Choice label="When the files count" options={WHEN} value={when} onChange={setWhen} />}
    >
      {when === 'next' && (
        <p className="muted">
          A queued file is kept at the server, checked for its form now and against the stocks when the next round
          opens; until then queueing another for the same model replaces it. Where stock ids change with every round, as
          in classic, it only fits if it holds the ids of that round already.
        </p>
      )}
      <DropZone accept=".csv,.parquet,text/csv" onFiles={(files) => void take(files).then(setRefused)}>
        <strong>Drop CSV or Parquet files here</strong>, or <span className="as-link">choose them</span>
        <br />
        <span className="muted">
          columns id and prediction, of Signals ticker (or any scheme) and signal; a file that bears a model's name
          finds its model. One file for many models has a column for each, named after it.
        </span>
      </DropZone>
      {refused.map((sentence) => (
        <p key={sentence} className="field-fault" role="alert">
          {sentence}
        </p>
      ))}
      {drafts.length > 0 && (
        <>
          <ul className="drafts" aria-label="Files to submit">
            {drafts.map((draft) => (
              <DraftRow key={draft.id} draft={draft} drafts={drafts} models={models} dispatch={dispatch} />
            ))}
          </ul>
          <p className="acts" aria-live="polite">
            <button
              type="button"
              className="button button-main"
              aria-disabled={isSending || ready === 0}
              onClick={() => void send()}
            >
              {isSending
                ? `Sending … (${drafts.filter(({ state }) => state.is === 'sent').length} of ${drafts.length} done)`
                : ready > 1
                  ? `Submit ${ready} files`
                  : 'Submit'}
            </button>
            {drafts.some(({ state }) => state.is === 'sent') && (
              <button type="button" className="button" onClick={() => dispatch({ act: 'clear' })}>
                Clear what is sent
              </button>
            )}
          </p>
        </>
      )}
    </Section>
  );
}
