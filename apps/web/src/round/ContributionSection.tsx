import type { ContributionExplanation, ExplainedStock, RoundPage as Page } from '@robata/client';
import { useId, useMemo } from 'react';
import { Choice } from '../components/Choice.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { Score } from '../components/Score.tsx';
import { Section } from '../components/Section.tsx';
import { useContribution } from '../data/rounds.ts';
import { formatNumber, formatPercent } from '../format/formatNumber.ts';
import type { RoundSearch } from '../search.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { TERMS } from '../terms/terms.ts';
import { useOwnEntries } from './useOwnEntries.ts';

interface ContributionSectionProps {
  readonly page: Page;
  readonly model: string | null;
  readonly start: 'zero' | 'held';
  readonly onChange: (next: RoundSearch) => void;
}

const STARTS = [
  { value: 'zero', text: 'From nothing' },
  { value: 'held', text: 'From what was held' },
] as const;

/** One model's True Contribution in this round, step by step, computed from the round's own kit. */
export function ContributionSection({ page, model, start, onChange }: ContributionSectionProps) {
  const id = useId();
  const own = useOwnEntries(page.entries);
  const names = useMemo(() => {
    const others = page.entries.map((row) => row.model).filter((name) => !own.includes(name));
    return [...own, ...others.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))];
  }, [page, own]);
  const chosen = model !== null && names.includes(model) ? model : null;
  return (
    <Section
      title="True Contribution, explained"
      aside={
        page.kit && (
          <Choice
            label="Start of the portfolio"
            options={STARTS}
            value={start}
            onChange={(next) => onChange({ start: next })}
          />
        )
      }
    >
      {page.kit ? (
        <>
          <p>
            What was a model worth to the fund? The optimizer builds two portfolios, one that listens to the model and
            one that does not. Choose a model, and this round's own numbers show how its score came about.
          </p>
          <div className="controls">
            <label htmlFor={id}>Model</label>
            <select id={id} value={chosen ?? ''} onChange={({ target }) => onChange({ model: target.value })}>
              <option value="" disabled>
                Choose a model
              </option>
              {names.map((name) => (
                <option key={name} value={name}>
                  {own.includes(name) ? `${name} (yours)` : name}
                </option>
              ))}
            </select>
          </div>
          {chosen !== null && <Explanation number={page.round.number} model={chosen} start={start} />}
        </>
      ) : (
        <Empty>It is explained from the round's kit, which is published when the round resolves.</Empty>
      )}
    </Section>
  );
}

function Explanation({ number, model, start }: { number: number; model: string; start: 'zero' | 'held' }) {
  return (
    <div aria-live="polite">
      <QueryView query={useContribution(number, model, start)}>{(told) => <Steps told={told} />}</QueryView>
    </div>
  );
}

function Steps({ told }: { readonly told: ContributionExplanation }) {
  const { model, share, weight, contribution } = told;
  if (contribution === null) {
    return (
      <Empty>
        {model} has no such score in this round: nobody else had a stake, or a portfolio was not proven to be the best.
      </Empty>
    );
  }
  const difference = told.gainWith - told.gainWithout;
  return (
    <>
      <ol className="told">
        <li>
          <strong>Its voice.</strong> By its stake {model} made up {formatPercent(share, { places: 2 })} of the meta
          model. The score asks what {formatPercent(weight, { places: 1 })} would have done, the same for everybody.
        </li>
        <li>
          <strong>Two meta models.</strong> Without it: everybody else's mean, M₋. With it:{' '}
          {formatNumber(1 - weight, { places: 2 })}·M₋ + {formatNumber(weight, { places: 2 })}·g, g its own gaussianized
          ranks. {correlationText(told)}
        </li>
        <li>
          <strong>Two portfolios.</strong> Both are optimized
          {told.start === 'zero'
            ? ' from nothing, without costs and turnover limit.'
            : ' from what the fund held, with its costs and turnover limit.'}{' '}
          They differ in {formatNumber(told.changedStocks)} of {formatNumber(told.stocks)} stocks, by{' '}
          {formatPercent(told.changedWeight, { places: 3 })} of the fund in all.
        </li>
        <li>
          <strong>What they earned.</strong> With it {percentOf(told.returnWith)}, without it{' '}
          {percentOf(told.returnWithout)}: a difference of {formatPercent(difference, { places: 5, signed: true })}.
        </li>
        <li>
          <strong>The score.</strong> That difference divided by {formatNumber(weight, { places: 2 })}:{' '}
          <Score value={contribution} of="tc" />.{' '}
          {told.start === 'zero' ? TERMS.tcLeaveOneOut.name : TERMS.tcLeaveOneOutHeld.name} per unit of weight.
        </li>
      </ol>
      <Verdict told={told} />
      <h3>Stocks that made the difference</h3>
      {told.stocksShown.length === 0 && told.others.stocks > 0 ? (
        <p>
          Only the owner of {model} sees them: this round publishes nobody&apos;s predictions. The{' '}
          {formatNumber(told.others.stocks)} stocks whose weight changed earned{' '}
          <BasisPoints share={told.others.earned} /> together.
        </p>
      ) : (
        <DataTable
          caption="Stocks that made the difference"
          columns={COLUMNS}
          rows={told.stocksShown}
          rowKey={({ id }) => id}
        />
      )}
      <p className="muted">
        {told.stocksShown.length > 0 && told.others.stocks > 0 && (
          <>
            The other {formatNumber(told.others.stocks)} stocks whose weight changed earned{' '}
            <BasisPoints share={told.others.earned} /> together.{' '}
          </>
        )}
        A basis point (bp) is 0.01 % of the fund. Stocks have names of this round only.
      </p>
    </>
  );
}

function Verdict({ told }: { readonly told: ContributionExplanation }) {
  const { stored, contribution, isSame } = told;
  if (stored === null) return <p className="verdict">No such score is stored for it in this round.</p>;
  return (
    <p className={isSame ? 'verdict verdict-good' : 'verdict verdict-bad'} role="status">
      {isSame ? (
        <>
          ✓ Computed anew from the round's kit just now: <code>{String(contribution)}</code>. The stored score is the
          same number, to the last bit.
        </>
      ) : (
        <>
          ✗ Computed anew: <code>{String(contribution)}</code>; stored: <code>{String(stored)}</code>. They differ:
          please tell the operator.
        </>
      )}
    </p>
  );
}

function correlationText({ correlationWithOthers, correlationOfMetaModels }: ContributionExplanation): string {
  if (correlationWithOthers === null || correlationOfMetaModels === null) return '';
  const alike = formatNumber(correlationWithOthers, { places: 3, signed: true });
  const both = formatNumber(correlationOfMetaModels, { places: 6 });
  return `g correlates ${alike} with M₋, the two meta models ${both} with each other.`;
}

const percentOf = (value: number | null): string =>
  value === null ? 'nothing known' : formatPercent(value, { places: 5, signed: true });

function BasisPoints({ share }: { readonly share: number }) {
  return <span className="figures">{formatNumber(10_000 * share, { places: 3, signed: true })} bp</span>;
}

const rank = (value: number): string => formatNumber(100 * value, { places: 1 });

const COLUMNS: readonly Column<ExplainedStock>[] = [
  { key: 'id', header: 'Stock', cell: ({ id }) => <code>{id}</code>, isText: true, isRowHeader: true },
  {
    key: 'rank',
    header: 'Its rank',
    term: {
      name: 'Rank',
      says: "Where the model's prediction stands among all stocks: 0 the lowest, 100 the highest.",
    },
    cell: (stock) => rank(stock.rank),
  },
  {
    key: 'others',
    header: "Others' rank",
    term: { name: "Others' rank", says: 'The same for the meta model without it.' },
    cell: (stock) => rank(stock.othersRank),
  },
  {
    key: 'without',
    header: 'Weight without',
    cell: ({ weightWithout }) => formatPercent(weightWithout, { places: 3, signed: true }),
  },
  {
    key: 'with',
    header: 'Weight with',
    cell: ({ weightWith }) => formatPercent(weightWith, { places: 3, signed: true }),
  },
  { key: 'return', header: 'Return', cell: (stock) => formatPercent(stock.return, { places: 2, signed: true }) },
  {
    key: 'earned',
    header: 'Earned',
    term: { name: 'Earned', says: 'Change of the weight times the return, as a share of the fund.' },
    cell: ({ earned }) => <BasisPoints share={earned} />,
  },
];
