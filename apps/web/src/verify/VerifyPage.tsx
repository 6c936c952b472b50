import '../style/verify.css';
import type { ScoreCheck, VerifiedRound } from '@robata/client/receipts';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type FormEvent, useRef } from 'react';
import { CopyLine } from '../components/CopyLine.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { addressOf, useVisitor } from '../data/own.ts';
import { useRound } from '../data/queries.ts';
import { useReceipts } from '../data/rounds.ts';
import { isTerm, TERMS } from '../terms/terms.ts';
import { useVerification } from './useVerification.ts';

const route = getRouteApi('/rounds/$number/verify');

/** Computes the scores of a resolved round again, in the visitor's own browser. */
export function VerifyPage() {
  const number = Number(route.useParams().number);
  return (
    <>
      <PageHead title={`Verify round ${number}`}>
        <p>
          Your browser downloads what{' '}
          <Link to="/rounds/$number" params={{ number: String(number) }}>
            round {number}
          </Link>{' '}
          published, computes a model&rsquo;s scores again with the functions that scored the round, and compares them
          with the receipt to the last bit. The server is only asked for files.
        </p>
      </PageHead>
      <QueryView query={useRound(number)}>
        {(page) =>
          page === null || page.round.state !== 'resolved' ? (
            <Empty>
              {page === null ? `There is no round ${number}.` : 'A round can be verified once it has resolved.'}
            </Empty>
          ) : (
            <ResolvedRound number={number} />
          )
        }
      </QueryView>
    </>
  );
}

/** Models by the names of the close: they may be called something else by now. */
function ResolvedRound({ number }: { readonly number: number }) {
  return (
    <QueryView query={useReceipts(number)}>
      {(receipts) =>
        receipts === null ? (
          <Empty>This round was resolved before there were receipts.</Empty>
        ) : (
          <Desk number={number} models={receipts.models} />
        )
      }
    </QueryView>
  );
}

function Desk({ number, models }: { readonly number: number; readonly models: readonly string[] }) {
  const { model: chosen } = route.useSearch();
  const navigate = route.useNavigate();
  const address = addressOf(useVisitor().data);
  const [verification, begin] = useVerification();
  const file = useRef<HTMLInputElement>(null);
  const model = chosen !== undefined && models.includes(chosen) ? chosen : (models[0] ?? '');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    begin({ round: number, model, file: file.current?.files?.[0] ?? null });
  };
  return (
    <>
      <Section title="What to compute">
        <form className="form form-inline" aria-label="What to verify" onSubmit={submit}>
          <div className="field">
            <label htmlFor="verify-model">Model</label>
            <select
              id="verify-model"
              value={model}
              onChange={(event) => void navigate({ to: '.', search: { model: event.target.value }, replace: true })}
            >
              {models.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </div>
          <div className="field">
            <label htmlFor="verify-file">Your own file (optional)</label>
            <input id="verify-file" type="file" ref={file} accept=".csv,.parquet" />
            <p className="field-hint">Needed where the round does not publish predictions. It stays in this browser.</p>
          </div>
          <div className="form-end">
            <button type="submit" className="button button-main" aria-disabled={verification.state === 'working'}>
              {verification.state === 'working' ? `${verification.stage} …` : 'Compute the scores again'}
            </button>
          </div>
        </form>
      </Section>
      <div aria-live="polite" className="outcome">
        {verification.state === 'failed' && (
          <p className="state" role="alert">
            <strong>It could not be verified.</strong> {verification.fault}
          </p>
        )}
        {verification.state === 'done' && <Result result={verification.result} />}
      </div>
      <Section title="The same without a browser">
        <CopyLine text={`npx robata verify round ${number} --server ${address} --model ${model}`} label="the command" />
        <p className="muted">
          With <code>--root</code> it takes the root that you noted when the round resolved: then not even the server
          could have changed anything since.
        </p>
      </Section>
    </>
  );
}

const nameOf = (score: string): string => (isTerm(score) ? TERMS[score].name : score);

const SIGNS: Readonly<Record<ScoreCheck['status'], readonly [string, string]>> = {
  verified: ['✓', 'verified'],
  refuted: ['✗', 'differs'],
  'not checked': ['–', 'not checked'],
};

function Result({ result: { isVerified, checks, root, receipt } }: { readonly result: VerifiedRound }) {
  return (
    <Section title={isVerified ? `${receipt.model}: nothing differs` : `${receipt.model}: something differs`}>
      <ul className="checks">
        {checks.map(({ what, key, status, sentence }) => {
          const [sign, word] = SIGNS[status];
          return (
            <li key={`${what} ${key ?? ''}`} className={`check-${status.replace(' ', '-')}`}>
              <span className="check-sign" aria-hidden="true">
                {sign}
              </span>
              <span className="check-what">
                {key === null ? what : nameOf(key)} <span className="muted">{word}</span>
              </span>
              <span>{sentence}</span>
            </li>
          );
        })}
      </ul>
      <p className="muted">
        Root of the round&rsquo;s receipts: <code className="hash">{root}</code>
      </p>
    </Section>
  );
}
