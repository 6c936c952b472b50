import type { News, Overview } from '@robata/client';
import { Figure, Figures } from '../components/Figures.tsx';
import { Percent } from '../components/Percent.tsx';
import { Score } from '../components/Score.tsx';
import { Tokens } from '../components/Tokens.tsx';
import { formatDay } from '../format/formatDay.ts';
import { formatNumber } from '../format/formatNumber.ts';
import { TERMS } from '../terms/terms.ts';

interface HomeFiguresProps {
  readonly page: Overview;
  readonly news: News | null;
}

const AUM = {
  name: 'Under management',
  says: "The net asset value of all the fund's products together, at their last close.",
};

/** The tournament in figures. */
export function HomeFigures({ page, news }: HomeFiguresProps) {
  const { rounds, fund, metaModel } = page;
  const nav = news?.fund ?? null;
  return (
    <Figures>
      <Figure
        term={{ name: 'Meta model CORR', says: `Mean over all resolved rounds. ${TERMS.corr.says}` }}
        note={
          metaModel.corrStandardError === null
            ? 'from the second resolved round'
            : `± ${formatNumber(metaModel.corrStandardError, { places: 4 })} standard error`
        }
      >
        <Score value={metaModel.corr} of="corr" />
      </Figure>
      {page.isFundHidden !== true && (
        <>
          <Figure term={TERMS.nav} unit="USD" note={nav === null ? 'opens with the first round' : formatDay(nav.day)}>
            {nav === null ? '–' : formatNumber(nav.nav)}
          </Figure>
          {news?.aum != null && (
            <Figure term={AUM} unit={news.aum.currency}>
              {formatNumber(Number(news.aum.amount))}
            </Figure>
          )}
          <Figure term={TERMS.annualReturn} note="the portfolio of TC, after trading costs">
            <Percent share={fund?.annualReturn ?? null} signed />
          </Figure>
          <Figure term={TERMS.annualVolatility} note="the portfolio of TC">
            <Percent share={fund?.annualVolatility ?? null} />
          </Figure>
        </>
      )}
      <Figure term={TERMS.staked} unit="tokens">
        <Tokens amount={page.staked} />
      </Figure>
      <Figure term={TERMS.paid} unit="tokens">
        <Tokens amount={page.paid} />
      </Figure>
      <Figure term={TERMS.burned} unit="tokens">
        <Tokens amount={page.burned} />
      </Figure>
      <Figure
        term={{ name: 'Rounds resolved', says: 'Rounds whose 20 days are all scored and that have paid.' }}
        note={`of ${formatNumber(rounds.total)} begun`}
      >
        {formatNumber(rounds.resolved)}
      </Figure>
      <Figure term={{ name: 'Models', says: 'Participants; the meta model is not counted.' }}>
        {formatNumber(page.models)}
      </Figure>
    </Figures>
  );
}
