import type { ProductPage } from '@robata/client';
import { Section } from '../components/Section.tsx';
import { SOURCE_NAMES } from './fundTerms.ts';
import { Money } from './Money.tsx';

/** What became of the money: brought, earned and lost, taken for costs and fees, paid out; the lines add up to the NAV. */
export function ProfitTable({ page, nav }: { readonly page: ProductPage; readonly nav: string }) {
  const { about, profit, subscribed, redeemed, worstGap, days, hash } = page;
  const { currency } = about;
  const lines = [
    { name: 'Brought by investors', amount: subscribed },
    ...profit
      .filter(({ amount }) => amount !== '0')
      .map(({ source, amount }) => ({ name: SOURCE_NAMES[source] ?? source, amount })),
    { name: 'Paid out to investors', amount: redeemed === '0' ? '0' : `-${redeemed}` },
  ];
  const first = days[0];
  return (
    <Section title="Where the money went">
      <table className="sum-table">
        <caption className="unseen">From what investors brought to the net asset value</caption>
        <thead className="unseen">
          <tr>
            <th scope="col">What</th>
            <th scope="col">Amount</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ name, amount }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                <Money amount={amount} currency={currency} signed />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Net asset value</th>
            <td>
              <Money amount={nav} currency={currency} />
            </td>
          </tr>
        </tfoot>
      </table>
      <p className="muted">
        {worstGap === '0'
          ? `On each of ${days.length} closes since ${first?.day ?? ''}, cash and positions less debts are the NAV to the last of 18 decimal places.`
          : `Cash and positions less debts differ from the NAV by ${worstGap} ${currency} at most.`}{' '}
        Anybody with the data folder computes every NAV again from the log of events with{' '}
        <code>robata verify fund</code>.
        {hash !== null && (
          <>
            {' '}
            The last hash of the log is <code className="hash">{hash.slice(0, 16)}…</code>
          </>
        )}
      </p>
    </Section>
  );
}
