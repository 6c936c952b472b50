import type { OwnModel } from '@robata/client';
import { Link } from '@tanstack/react-router';
import { QueryView } from '../components/QueryView.tsx';
import { Score } from '../components/Score.tsx';
import { Section } from '../components/Section.tsx';
import { useOwnValidation } from '../data/ownModel.ts';
import { formatNumber } from '../format/formatNumber.ts';
import { formatTime } from '../format/formatTime.ts';
import { inStandardErrors } from './inStandardErrors.ts';

/** The newest validation run of one's own model beside what it scored live. */
export function OwnValidation({ model }: { readonly model: OwnModel }) {
  return (
    <Section
      title="Your validation against live"
      aside={
        <Link to="/diagnostics" className="button">
          Diagnostics
        </Link>
      }
    >
      <QueryView query={useOwnValidation(model.id)}>
        {({ validation, live }) =>
          validation === null ? (
            <p className="muted">
              No validation run of this model is recorded. Send a file of validation predictions to its diagnostics, and
              it stands here beside what it scores live.
            </p>
          ) : (
            <>
              <dl className="facts">
                <dt>Validation CORR</dt>
                <dd>
                  <Score value={validation.value} of="corr" standardError={validation.standardError} /> over{' '}
                  {formatNumber(validation.eras)} eras, run on {formatTime(validation.ranAt)}
                </dd>
                <dt>Live CORR</dt>
                <dd>
                  {live === null ? (
                    'comes with its first resolved round'
                  ) : (
                    <>
                      <Score value={live.mean} of="corr" standardError={live.standardError} /> over{' '}
                      {formatNumber(live.rounds)} rounds
                    </>
                  )}
                </dd>
              </dl>
              {live !== null && (
                <p>{inStandardErrors(validation, { value: live.mean, standardError: live.standardError })}</p>
              )}
            </>
          )
        }
      </QueryView>
    </Section>
  );
}
