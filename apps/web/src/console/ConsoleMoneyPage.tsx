import { useNavigate, useSearch } from '@tanstack/react-router';
import { PageHead } from '../components/PageHead.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { useWithdrawals } from './consoleQueries.ts';
import { WITHDRAWAL_STATES, type MoneySearch, moneySearch } from './consoleSearch.ts';
import { FilterSelect } from './FilterSelect.tsx';
import { TreasuryPart } from './TreasuryPart.tsx';
import { Withdrawals } from './Withdrawals.tsx';

const FROM = '/console/money';
const LISTED = 500;

/** Money that goes out, and what payouts come out of. */
export function ConsoleMoneyPage() {
  const search = useSearch({ from: FROM });
  const navigate = useNavigate();
  return (
    <>
      <PageHead title="Money">
        <p>Withdrawals that accounts ask for, and the treasury that rounds are paid out of.</p>
      </PageHead>
      <Section
        title="Withdrawals"
        aside={
          <FilterSelect
            label="State"
            options={WITHDRAWAL_STATES}
            value={search.state}
            onChange={(state) =>
              void navigate({
                to: '.',
                search: (now: MoneySearch) => moneySearch({ ...now, state }),
                replace: true,
                resetScroll: false,
              })
            }
          />
        }
      >
        <p className="muted">
          Send the tokens first and confirm then, with what names the transfer. The account is told of it, and of a
          refusal with its reason.
        </p>
        <QueryView query={useWithdrawals({ ...search, limit: LISTED })}>
          {(withdrawals) => <Withdrawals withdrawals={withdrawals} isFiltered={search.state !== undefined} />}
        </QueryView>
      </Section>
      <TreasuryPart />
    </>
  );
}
