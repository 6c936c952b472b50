import { useNavigate, useSearch } from '@tanstack/react-router';
import { PageHead } from '../components/PageHead.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { useFundRequests } from './consoleQueries.ts';
import { type FundSearch, fundSearch, REQUEST_STATES } from './consoleSearch.ts';
import { FilterSelect } from './FilterSelect.tsx';
import { FundRequests } from './FundRequests.tsx';
import { OrderDesk } from './OrderDesk.tsx';

const FROM = '/console/fund';

/** The fund, as its operator runs it: money that comes and goes, and orders. */
export function ConsoleFundPage() {
  const search = useSearch({ from: FROM });
  const navigate = useNavigate();
  return (
    <>
      <PageHead title="Fund">
        <p>What investors ask for, and the orders of each product.</p>
      </PageHead>
      <OrderDesk />
      <Section
        title="Investors' requests"
        aside={
          <FilterSelect
            label="State"
            options={REQUEST_STATES}
            value={search.state}
            onChange={(state) =>
              void navigate({
                to: '.',
                search: (now: FundSearch) => fundSearch({ ...now, state }),
                replace: true,
                resetScroll: false,
              })
            }
          />
        }
      >
        <p className="muted">
          Confirm a subscription when its money has arrived. What is confirmed comes in with the next close and is dealt
          by the terms of the product.
        </p>
        <QueryView query={useFundRequests(search)}>
          {(requests) => <FundRequests requests={requests} isFiltered={search.state !== undefined} />}
        </QueryView>
      </Section>
    </>
  );
}
