import type { FundOrders } from '@robata/client';
import { type FormEvent, useId, useRef, useState } from 'react';
import { Section } from '../components/Section.tsx';
import { client } from '../data/client.ts';
import { closeDay } from '../fund/closeDay.ts';
import { sentenceOf } from '../forms/sentenceOf.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { useConsoleChanged } from './consoleQueries.ts';
import { useTell } from './told.ts';

interface ExecutionsProps {
  readonly orders: FundOrders;
  readonly plan: string;
}

interface Looked {
  readonly name: string;
  readonly text: string;
  readonly told: FundOrders;
}

/** What the broker did: a file is looked at first, and booked if all of it answers to the orders. */
export function Executions({ orders, plan }: ExecutionsProps) {
  const { product, files } = orders;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [looked, setLooked] = useState<Looked | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const changed = useConsoleChanged();
  const tell = useTell();

  const doing = async (work: () => Promise<void>): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    setFault(null);
    try {
      await work();
    } catch (error) {
      setFault(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  };
  const look = (event: FormEvent): void => {
    event.preventDefault();
    void doing(async () => {
      const file = input.current?.files?.[0];
      setLooked(null);
      if (file === undefined) throw new Error('Choose the file that the broker sent.');
      const text = await file.text();
      const told = await client.operator.handInExecutions({ product, plan, file: text, preview: true });
      setLooked({ name: file.name, text, told });
    });
  };
  const book = (file: string): void =>
    void doing(async () => {
      const { files: known } = await client.operator.handInExecutions({ product, plan, file, preview: false });
      setLooked(null);
      if (input.current !== null) input.current.value = '';
      await changed();
      const count = known.at(-1)?.executions ?? 0;
      tell(`${count} ${count === 1 ? 'execution is' : 'executions are'} handed in: booked with the next close.`);
    });

  return (
    <Section title="Executions">
      <FilesHandedIn files={files} />
      <form className="form form-inline" aria-label="Executions of the broker" onSubmit={look}>
        <div className="field">
          <label htmlFor={id}>The broker&apos;s file</label>
          <input id={id} type="file" ref={input} accept=".csv,text/csv" aria-describedby={`${id}-says`} />
          <p className="field-hint" id={`${id}-says`}>
            CSV: execution_id, order_id, quantity, price, cost; security and side are compared where they are there.
          </p>
        </div>
        <div className="form-end">
          <button type="submit" className="button" aria-disabled={isBusy}>
            {isBusy ? 'One moment …' : 'Compare with the orders'}
          </button>
        </div>
      </form>
      {fault !== null && (
        <p className="field-fault" role="alert">
          {fault}
        </p>
      )}
      {looked !== null && <Comparison looked={looked} isBusy={isBusy} onBook={() => book(looked.text)} />}
    </Section>
  );
}

function FilesHandedIn({ files }: Pick<FundOrders, 'files'>) {
  if (files.length === 0) return <p className="muted">Nothing has been handed in yet: nothing is booked.</p>;
  return (
    <ul className="sentences">
      {files.map(({ file, by, executions, day }) => (
        <li key={file}>
          {executions} {executions === 1 ? 'execution' : 'executions'}, handed in by {by},{' '}
          {day === null ? 'booked with the next close' : `booked on ${closeDay(day)}`}.{' '}
          <code title="SHA-256 of the file">{file.slice(0, 12)}</code>
        </li>
      ))}
    </ul>
  );
}

type Fault = NonNullable<FundOrders['reconciliation']>['faults'][number];

const COLUMNS: readonly Column<Fault & { readonly key: number }>[] = [
  { key: 'execution', header: 'Execution', cell: ({ execution }) => execution, isText: true, isRowHeader: true },
  {
    key: 'why',
    header: 'What is wrong',
    cell: ({ sentence }) => <span className="message">{sentence}</span>,
    isText: true,
  },
];

interface ComparisonProps {
  readonly looked: Looked;
  readonly isBusy: boolean;
  readonly onBook: () => void;
}

function Comparison({ looked: { name, told }, isBusy, onBook }: ComparisonProps) {
  const { reconciliation } = told;
  if (reconciliation === null) return null;
  const { filled, partlyFilled, unfilled, faults } = reconciliation;
  return (
    <div className="stack" role="status">
      <p>
        With {name}: {filled} {filled === 1 ? 'order is' : 'orders are'} filled, {partlyFilled} in part, {unfilled} not
        at all.
      </p>
      {faults.length > 0 ? (
        <>
          <p className="notice">
            {faults.length} {faults.length === 1 ? 'execution disagrees' : 'executions disagree'} with the orders. Let
            the broker explain, mend the file and compare it again: nothing of it is booked.
          </p>
          <DataTable
            caption="Executions that disagree with the orders"
            columns={COLUMNS}
            rows={faults.map((fault, key) => ({ ...fault, key }))}
            rowKey={({ key }) => key}
            pageRows={20}
          />
        </>
      ) : (
        <p>
          <button type="button" className="button button-main" aria-disabled={isBusy} onClick={onBook}>
            Book them with the next close
          </button>
        </p>
      )}
    </div>
  );
}
