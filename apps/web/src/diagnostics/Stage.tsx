import { formatNumber, formatProgress } from '../format/formatNumber.ts';
import type { DiagnosisState } from './useDiagnosis.ts';

const MEGABYTE = 1e6;
const megabytes = (bytes: number): string => formatNumber(bytes / MEGABYTE, { places: 1 });

/** What happens to the dropped file, or why nothing does. */
export function Stage({ state, onStop }: { readonly state: DiagnosisState; readonly onStop: () => void }) {
  switch (state.is) {
    case 'empty':
      return (
        <p className="muted">
          The first time, the validation data of the release is downloaded and kept in this browser; after that a file
          takes seconds, also without a connection.
        </p>
      );
    case 'done':
      return null;
    case 'no-data':
      return (
        <p className="state" role="alert">
          <strong>There is no validation data yet.</strong> It comes with the tournament's next data release.
        </p>
      );
    case 'refused':
      return (
        <p className="notice notice-error" role="alert">
          <strong>{state.file} cannot be diagnosed.</strong> {state.message} {state.remedy}
        </p>
      );
    case 'failed':
      return (
        <p className="notice notice-error" role="alert">
          <strong>This did not work.</strong> {state.sentence}
        </p>
      );
    case 'loading': {
      const { file, progress } = state;
      const total = progress?.totalBytes ?? null;
      return (
        <div className="progress">
          <div className="progress-head">
            <strong>
              {progress === null ? `Looking for the newest release for ${file}` : `Downloading ${progress.name}`}
            </strong>
            <span className="figures">
              {progress !== null &&
                `${megabytes(progress.loadedBytes)}${total === null ? '' : ` of ${megabytes(total)}`} MB`}
            </span>
          </div>
          <progress
            {...(total !== null && total > 0 && { value: (progress?.loadedBytes ?? 0) / total })}
            max={1}
            aria-label="Download of the validation data"
          />
          <Stop onStop={onStop} />
        </div>
      );
    }
    case 'computing':
      return (
        <div className="progress">
          <div className="progress-head">
            <strong>Computing {state.file}</strong>
            <span className="figures">{formatProgress(state.share)}</span>
          </div>
          <progress value={state.share} max={1} aria-label="Eras computed" />
          <Stop onStop={onStop} />
        </div>
      );
  }
}

const Stop = ({ onStop }: { readonly onStop: () => void }) => (
  <p>
    <button type="button" className="button" onClick={onStop}>
      Stop
    </button>
  </p>
);
