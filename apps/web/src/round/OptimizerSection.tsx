import type { OptimizerReport } from '@robata/client';
import { Explained } from '../components/Explained.tsx';
import { Figure, Figures } from '../components/Figures.tsx';
import { Percent } from '../components/Percent.tsx';
import { Section } from '../components/Section.tsx';
import { formatNumber, formatScientific } from '../format/formatNumber.ts';
import { limitName } from '../terms/limitName.ts';
import { optimizerSentences } from '../terms/optimizerSentences.ts';
import { TERMS } from '../terms/terms.ts';
import { OptimizerBadge } from './OptimizerBadge.tsx';
import { PortfolioShape } from './PortfolioShape.tsx';

/** What the optimizer did at the close, in words and figures, with its proof. */
export function OptimizerSection({ number, report }: { readonly number: number; readonly report: OptimizerReport }) {
  const isSolved = report.status === 'solved';
  return (
    <Section title="Optimizer" aside={<OptimizerBadge report={report} />}>
      <p className="lead">{optimizerSentences(report).join(' ')}</p>
      <Figures>
        <Figure
          term={{ name: 'Positions', says: 'Stocks held with more than one basis point of the fund.' }}
          note={`of ${formatNumber(report.stocks)} stocks`}
        >
          {formatNumber(report.positions)}
        </Figure>
        <Figure term={TERMS.gross}>
          <Percent share={report.gross} />
        </Figure>
        <Figure term={TERMS.net}>
          <Percent share={report.net} places={2} signed />
        </Figure>
        <Figure term={TERMS.turnover}>
          <Percent share={report.turnover} />
        </Figure>
        <Figure term={TERMS.predictedVolatility}>
          <Percent share={report.predictedVolatility} />
        </Figure>
        <Figure term={TERMS.exposureBreach} note={`of ${formatNumber(report.exposures)} exposures`}>
          {formatScientific(report.maxExposureBreach)}
        </Figure>
      </Figures>
      <dl className="facts">
        <dt>
          <Explained term={TERMS.bindingLimits} />
        </dt>
        <dd>
          {report.bindingLimits.length === 0 ? (
            'none'
          ) : (
            <ul className="chips">
              {report.bindingLimits.map((name) => (
                <li key={name}>{limitName(name)}</li>
              ))}
            </ul>
          )}
        </dd>
        {isSolved && (
          <>
            <dt>
              <Explained term={TERMS.residuals} />
            </dt>
            <dd className="figures">
              primal {formatScientific(report.primalResidual)}, dual {formatScientific(report.dualResidual)}, gap{' '}
              {formatScientific(report.gap)}; worst of all solves {formatScientific(report.worstResidual)}
            </dd>
          </>
        )}
      </dl>
      <PortfolioShape number={number} binding={report.bindingLimits} />
    </Section>
  );
}
