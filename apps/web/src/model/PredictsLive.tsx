import type { RankRelation, ValidationAgainstLive } from '@robata/client';
import { useMemo } from 'react';
import { ScatterChart, type ScatterPoint } from '../charts/ScatterChart.tsx';
import { Explained } from '../components/Explained.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { useValidationAgainstLive } from '../data/models.ts';
import { formatNumber } from '../format/formatNumber.ts';
import { relationSentence } from './relationSentence.ts';

const RANK_CORRELATION = {
  name: 'Rank correlation',
  says: 'How far the order of models in one measurement is the order in the other: 1 the same, 0 none. Models share the same markets and some are alike, so the truth is less certain than its standard error.',
  formula: 'Spearman ρ ± (1 − ρ²)·√((1 + ρ²/2)/(n − 3)) (Bonett and Wright 2000)',
};

const NOBODY: readonly string[] = [];

/** Does validation predict live? `marked`: models that stand out. */
export function PredictsLive({ marked = NOBODY }: { readonly marked?: readonly string[] }) {
  return (
    <Section title="Does validation predict live?">
      <QueryView query={useValidationAgainstLive()}>{(answer) => <Answer answer={answer} marked={marked} />}</QueryView>
    </Section>
  );
}

function Answer({ answer, marked }: { readonly answer: ValidationAgainstLive; readonly marked: readonly string[] }) {
  const { validation, halves } = answer;
  const names = marked.join();
  const groups = useMemo(
    () =>
      validation.groups.map(
        ({ models, validation: x, live: y }, at): ScatterPoint => ({
          name: `group ${at + 1} of ${models} models`,
          x: x.value,
          y: y.value,
          xError: x.standardError,
          yError: y.standardError,
        }),
      ),
    [validation],
  );
  const points = useMemo(
    () =>
      halves.points.map(
        ({ model, first, second }): ScatterPoint => ({
          name: model,
          x: first.value,
          y: second.value,
          xError: first.standardError,
          yError: second.standardError,
          isMarked: names.split(',').includes(model),
        }),
      ),
    [halves, names],
  );
  return (
    <div className={validation.relation === null ? 'relation' : 'two-columns even'}>
      {validation.relation === null ? (
        <p className="muted">
          {validation.models === 0
            ? 'No model with a recorded validation run has enough resolved rounds yet. Until then the rounds themselves are split in two:'
            : `${validation.models} models with a recorded validation run have enough resolved rounds; ten are needed to say anything. Until then the rounds themselves are split in two:`}
        </p>
      ) : (
        <div className="relation">
          <h3>Validation runs against live CORR</h3>
          <Relation relation={validation.relation} of="validation CORR" on="live CORR" />
          <ScatterChart
            label="Mean validation CORR and mean live CORR of groups of models"
            xLabel="validation CORR"
            yLabel="live CORR"
            points={groups}
          />
          <p className="muted">
            Groups of models by their validation score, ± one standard error of the group’s mean. What a single run says
            is its owner’s alone.
          </p>
        </div>
      )}
      <div className="relation">
        <h3>First half of rounds against the second</h3>
        {halves.points.length === 0 ? (
          <Empty>No model has ten resolved rounds yet.</Empty>
        ) : (
          <>
            {halves.relation !== null && (
              <Relation relation={halves.relation} of="the first half" on="the second half" />
            )}
            <ScatterChart
              label="Mean CORR of each model in the older and in the newer half of its rounds"
              xLabel="CORR, older half of its rounds"
              yLabel="newer half"
              points={points}
            />
            <p className="muted">
              Not validation, but live against live: the most that a score of the past can foretell. Bars are one
              Newey–West standard error.{' '}
              {halves.models > halves.points.length &&
                `${formatNumber(halves.points.length)} of ${formatNumber(halves.models)} models are drawn; the correlation is of all.`}
            </p>
          </>
        )}
      </div>
    </div>
  );
}

interface RelationProps {
  readonly relation: RankRelation;
  readonly of: string;
  readonly on: string;
}

function Relation({ relation, of, on }: RelationProps) {
  return (
    <p>
      <Explained term={RANK_CORRELATION} />{' '}
      <strong className="figures">
        {formatNumber(relation.correlation, { places: 2, signed: true })} ±{' '}
        {formatNumber(relation.standardError, { places: 2 })}
      </strong>{' '}
      over {formatNumber(relation.models)} models. {relationSentence(relation, of, on)}
    </p>
  );
}
