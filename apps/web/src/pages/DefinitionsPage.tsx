import { KindBadge } from '../components/KindBadge.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Section } from '../components/Section.tsx';
import { ALL_KINDS, kindOf } from '../terms/kinds.ts';
import { type Term, TERM_GROUPS } from '../terms/terms.ts';

/** Every number of these pages with its formula, and every kind of model. */
export function DefinitionsPage() {
  return (
    <>
      <PageHead title="Definitions">
        <p>
          Every number on these pages, in words and as a formula. A definition never changes: a new one gets a new name.
        </p>
      </PageHead>
      {Object.entries(TERM_GROUPS).map(([title, terms]) => (
        <Section key={title} title={title}>
          <dl className="definitions">
            {Object.entries<Term>(terms).map(([key, { name, says, formula }]) => (
              <div key={key} id={key}>
                <dt>{name}</dt>
                <dd>
                  {says}
                  {formula !== undefined && <code>{formula}</code>}
                </dd>
              </div>
            ))}
          </dl>
        </Section>
      ))}
      <Section title="Kinds of models">
        <dl className="definitions">
          {ALL_KINDS.map((kind) => (
            <div key={kind}>
              <dt>
                <KindBadge kind={kind} />
              </dt>
              <dd>{kindOf(kind).says}</dd>
            </div>
          ))}
        </dl>
      </Section>
    </>
  );
}
