import type { RunwayFigures, StakeConcentration } from '@robata/client';
import { Figure, Figures } from '../components/Figures.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { Tokens } from '../components/Tokens.tsx';
import { client } from '../data/client.ts';
import { Field } from '../forms/Field.tsx';
import { formatNumber, formatPercent } from '../format/formatNumber.ts';
import { groupDigits } from '../format/groupDigits.ts';
import { formatTokens } from '../format/formatTokens.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { useTreasury } from './consoleQueries.ts';
import { CONSOLE_TERMS } from './consoleTerms.ts';
import { Decide } from './Decide.tsx';

/** What payouts come out of, how long it lasts, and who holds the stakes. */
export function TreasuryPart() {
  return (
    <Section title="Treasury" aside={<Fund />}>
      <QueryView query={useTreasury()}>
        {({ balance, treasury, escrow, staked, policy, atCurrentRate, atWorstCase, models, accounts }) => (
          <>
            <Figures>
              <Figure
                term={CONSOLE_TERMS.balance}
                unit="tokens"
                note={`${formatTokens(treasury)} free, ${formatTokens(escrow)} set aside for rounds`}
              >
                <Tokens amount={balance} />
              </Figure>
              <Figure term={CONSOLE_TERMS.staked} unit="tokens">
                <Tokens amount={staked} />
              </Figure>
              <Figure term={CONSOLE_TERMS.runwayNow}>{lastsText(atCurrentRate)}</Figure>
              <Figure term={CONSOLE_TERMS.runwayWorst}>{lastsText(atWorstCase)}</Figure>
            </Figures>
            <p>{groupDigits(`${atCurrentRate.sentence} ${atWorstCase.sentence}`)}</p>
            <p className="muted">The next round pays by {policy}.</p>
            <DataTable
              caption="How the stakes are held"
              columns={COLUMNS}
              rows={[
                { by: 'models', held: models },
                { by: 'accounts', held: accounts },
              ]}
              rowKey={({ by }) => by}
            />
          </>
        )}
      </QueryView>
    </Section>
  );
}

function lastsText({ status, rounds }: RunwayFigures): string {
  if (status === 'unknown') return 'not known yet';
  return status === 'lasts' && rounds !== null ? `${formatNumber(rounds)} rounds` : 'without end';
}

interface Held {
  readonly by: string;
  readonly held: StakeConcentration;
}

const COLUMNS: readonly Column<Held>[] = [
  { key: 'by', header: 'Stakes by', cell: ({ by }) => by, isText: true, isRowHeader: true },
  { key: 'stakes', header: 'How many', cell: ({ held }) => formatNumber(held.stakes) },
  { key: 'top1', header: 'Largest', cell: ({ held }) => formatPercent(held.top1, { places: 1 }) },
  { key: 'top10', header: 'Largest 10', cell: ({ held }) => formatPercent(held.top10, { places: 1 }) },
  { key: 'top50', header: 'Largest 50', cell: ({ held }) => formatPercent(held.top50, { places: 1 }) },
  {
    key: 'effective',
    header: 'Effective number',
    term: CONSOLE_TERMS.effective,
    cell: ({ held }) => formatNumber(held.effectiveNumber, { places: 1 }),
  },
];

function Fund() {
  return (
    <Decide
      button="Put tokens in …"
      title="Put tokens into the treasury?"
      what={
        <p>
          They come from outside the ledger: make sure that you have received them. Rounds are paid out of them; nobody
          gets them back but by payouts or a reversal.
        </p>
      }
      confirm="Put them in"
      onAct={async ({ text }, idempotencyKey) => {
        const done = await client.operator.fundTreasury(text('amount'), { idempotencyKey });
        return `${formatTokens(done.amount)} tokens went into the treasury, which holds ${formatTokens(done.treasury)} now.`;
      }}
    >
      <Field
        name="amount"
        label="Amount in tokens"
        inputMode="decimal"
        autoComplete="off"
        maxLength={60}
        hint="A decimal number above 0, with at most 18 places."
      />
    </Decide>
  );
}
