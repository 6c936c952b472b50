import { PageHead } from '../components/PageHead.tsx';
import { Section } from '../components/Section.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import { saveText } from '../format/saveText.ts';
import { DropZone } from '../submit/DropZone.tsx';
import { Diagnosed } from './Diagnosed.tsx';
import { Stage } from './Stage.tsx';
import { ServerRuns } from './ServerRuns.tsx';
import { type DiagnosisState, useDiagnosis } from './useDiagnosis.ts';
import '../style/submit.css';
import '../style/diagnostics.css';

/** Every score of a validation file, computed on the visitor's own computer. */
export function DiagnosticsPage() {
  const { state, start, stop, forget } = useDiagnosis();
  return (
    <>
      <PageHead title="Diagnostics">
        <p>
          How would your predictions have scored on the validation eras? Drop them here: every score and plot is
          computed on this computer, with the server's own code and to the same last bit. Nothing is uploaded.
        </p>
      </PageHead>
      <Section title="Your file">
        <DropZone
          accept=".csv,.parquet,text/csv"
          onFiles={([file]) => {
            if (file !== undefined) start(file);
          }}
        >
          <strong>Drop predictions of validation eras here</strong>, or <span className="as-link">choose a file</span>
          <br />
          <span className="muted">CSV or Parquet with the columns id and prediction (0 … 1); whole eras</span>
        </DropZone>
        <Stage state={state} onStop={stop} />
        {state.is === 'done' && <Result {...state} />}
      </Section>
      {state.is === 'done' && <Diagnosed diagnosis={state.diagnosis} looks={state.looks} onForget={forget} />}
      <ServerRuns figures={state.is === 'done' ? state.diagnosis.report.figures : null} />
    </>
  );
}

/** What was computed of which file, and all of it to take along. */
function Result({ file, diagnosis, release, seconds }: Extract<DiagnosisState, { is: 'done' }>) {
  const { report, detail, message, rows } = diagnosis;
  return (
    <>
      <p className="muted" role="status">
        <strong>{file}</strong>: {formatNumber(rows)} rows, {report.figures.erasAcceptedCount} eras of release{' '}
        {release.version}, computed here in {formatNumber(seconds, { places: 1 })} s. {message}
        {release.isOffline && ' The server could not be reached: this is the release as it was last loaded.'}
      </p>
      <p>
        <button
          type="button"
          className="button"
          onClick={() => saveText(`diagnostics-${file.replace(/\.\w+$/, '')}.json`, JSON.stringify({ report, detail }))}
        >
          Save the figures as JSON
        </button>
      </p>
    </>
  );
}
