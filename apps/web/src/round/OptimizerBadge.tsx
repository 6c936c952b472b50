import type { OptimizerReport } from '@robata/client';
import { Missing } from '../components/Missing.tsx';

const TEXTS: Readonly<Record<OptimizerReport['status'], string>> = {
  solved: 'solved',
  primal_infeasible: 'infeasible',
  iteration_limit: 'not proven',
  invalid: 'invalid',
};

/** How the optimizer ended, in a word. */
export function OptimizerBadge({ report }: { readonly report: OptimizerReport | null }) {
  if (report === null) return <Missing />;
  if (report.status === 'solved' && report.relaxed) return <span className="badge badge-warning">relaxed</span>;
  return (
    <span className={report.status === 'solved' ? 'badge badge-good' : 'badge badge-bad'}>{TEXTS[report.status]}</span>
  );
}
