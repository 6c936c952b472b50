import type { CheckedPredictions, OwnModel } from '@robata/client';
import type { Dispatch } from 'react';
import { formatBytes } from '../format/formatBytes.ts';
import { formatNumber, formatProgress } from '../format/formatNumber.ts';
import { SignalsAnswer } from '../symbols/SignalsAnswer.tsx';
import { type Draft, type DraftAct, isRepeated } from './drafts.ts';
import { SubmissionBadge } from './SubmissionBadge.tsx';

interface DraftRowProps {
  readonly draft: Draft;
  readonly drafts: readonly Draft[];
  readonly models: readonly OwnModel[];
  readonly dispatch: Dispatch<DraftAct>;
}

/** One file: what it is, whose it is, and how far it is. */
export function DraftRow({ draft, drafts, models, dispatch }: DraftRowProps) {
  const { id, file, columnOf, modelId, note, state } = draft;
  const isOver = state.is === 'sending' || state.is === 'sent';
  return (
    <li className="draft">
      <div className="draft-head">
        <strong className="draft-name">{file.name}</strong>
        <span className="muted figures">
          {columnOf !== null && `a column of ${columnOf}, `}
          {formatBytes(file.size)}
        </span>
        {!isOver && (
          <span className="acts draft-acts">
            {models.length > 1 && (
              <button type="button" className="link" onClick={() => dispatch({ act: 'copy', id })}>
                for another model too
              </button>
            )}
            <button
              type="button"
              className="link"
              aria-label={`Remove ${file.name}`}
              onClick={() => dispatch({ act: 'remove', id })}
            >
              remove
            </button>
          </span>
        )}
      </div>
      <div className="draft-fields">
        <label>
          <span>Model</span>
          <select
            value={modelId ?? ''}
            disabled={isOver}
            onChange={({ target }) => dispatch({ act: 'model', id, modelId: target.value })}
          >
            {modelId === null && <option value="">choose one</option>}
            {models.map((model) => (
              <option key={model.id} value={model.id}>
                {model.name}
                {model.tournament === 'signals' ? ' (signals)' : ''}
              </option>
            ))}
          </select>
        </label>
        <label className="draft-note">
          <span>Note, for you alone</span>
          <input
            type="text"
            value={note}
            maxLength={2000}
            disabled={isOver}
            onChange={({ target }) => dispatch({ act: 'note', id, note: target.value })}
          />
        </label>
      </div>
      <div className="draft-state" aria-live="polite">
        <State draft={draft} isTwice={isRepeated(drafts, draft)} />
      </div>
    </li>
  );
}

function State({ draft: { state, modelId, file }, isTwice }: { readonly draft: Draft; readonly isTwice: boolean }) {
  switch (state.is) {
    case 'waiting':
      return <p className="muted">Being checked …</p>;
    case 'checked':
      if (state.result.state === 'refused') {
        return (
          <>
            <Refused message={state.result.message} remedy={state.result.remedy} />
            {state.result.report !== null && (
              <SignalsAnswer report={state.result.report} filename={file.name} isRefused />
            )}
          </>
        );
      }
      if (modelId === null) return <p className="caution">Choose the model that it is of.</p>;
      if (isTwice)
        return <p className="caution">Another file above is of this model already: the later would replace it.</p>;
      return <Fine result={state.result} filename={file.name} />;
    case 'sending':
      return (
        <>
          <progress value={state.bytes} max={Math.max(1, file.size)} aria-label={`Upload of ${file.name}`} />
          <p className="muted figures">
            {state.bytes < file.size
              ? `${formatBytes(state.bytes)} of ${formatBytes(file.size)} sent (${formatProgress(state.bytes / file.size)})`
              : 'All of it is sent; the server reads it …'}
          </p>
        </>
      );
    case 'sent': {
      const { submission } = state;
      return (
        <>
          <p>
            <SubmissionBadge submission={submission} />{' '}
            {submission.state === 'accepted' &&
              `${formatNumber(submission.stocks)} stocks in round ${submission.round}${submission.late ? ', after its close: scored and not paid' : ''}.`}
            {submission.state === 'pending' && 'It is large and is read by a job; this line follows it.'}
            {submission.state === 'queued' &&
              'It waits for the next round. When that opens it is checked against its stocks: the list below says what became of it, and a notification where it is refused.'}
          </p>
          {submission.reason !== null && (
            <Refused message={submission.reason.sentence} remedy={submission.reason.remedy} />
          )}
        </>
      );
    }
    case 'failed':
      return <Refused message={state.sentence} remedy={null} />;
  }
}

function Refused({ message, remedy }: { readonly message: string; readonly remedy: string | null }) {
  // The server's sentences hold the remedy already.
  const rest = remedy !== null && !message.endsWith(remedy) ? remedy : null;
  return (
    <p className="field-fault" role="alert">
      {message} {rest !== null && <strong>{rest}</strong>}
    </p>
  );
}

interface FineProps {
  readonly result: Extract<CheckedPredictions, { state: 'fine' }>;
  readonly filename: string;
}

function Fine({ result, filename }: FineProps) {
  const { rows, round, stocks, leftOut, isLate, report } = result;
  if (round === null || stocks === null) {
    return (
      <p className="fine">✓ {formatNumber(rows)} rows can be read; the stocks are checked when the round opens.</p>
    );
  }
  if (report !== null) {
    return (
      <>
        <p className={isLate ? 'caution' : 'fine'}>
          ✓ Fit for round {round}.{isLate && ' The round is closed: it will be scored, and not paid.'}
        </p>
        <SignalsAnswer report={report} filename={filename} />
      </>
    );
  }
  return (
    <p className={isLate ? 'caution' : 'fine'}>
      ✓ All {formatNumber(stocks)} stocks of round {round}
      {leftOut !== null && leftOut > 0 && `; ${formatNumber(leftOut)} rows of other eras do not count`}.
      {isLate && ' The round is closed: it will be scored, and not paid.'}
    </p>
  );
}
