import { Link } from '@tanstack/react-router';
import { Section } from '../components/Section.tsx';
import { client } from '../data/client.ts';

/** Where the figures and the values themselves can be had. */
export function Download({ delayRounds }: { readonly delayRounds: number }) {
  return (
    <Section title="Download">
      <p>
        Figures of every resolved round: <a href={client.metaModelHistoryUrl('csv')}>CSV</a> or{' '}
        <a href={client.metaModelHistoryUrl('json')}>JSON</a>.{' '}
        {delayRounds === 0
          ? 'A round is in it as soon as it has resolved.'
          : `The newest ${delayRounds === 1 ? 'resolved round is' : `${delayRounds} resolved rounds are`} kept back, as this server's operator has set it.`}
      </p>
      <p className="muted">
        The meta model&apos;s value for every stock of past eras is <code>meta_model.parquet</code> of the{' '}
        <Link to="/data">data</Link>; that of a resolved round is also in the kit on the round&apos;s page.
      </p>
    </Section>
  );
}
