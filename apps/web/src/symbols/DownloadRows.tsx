import { rowsCsv, type SignalsReport } from '@robata/client';
import { Act } from '../forms/Act.tsx';

/** All rows that do not count, as CSV, made here. */
export function DownloadRows({ report, filename }: { readonly report: SignalsReport; readonly filename: string }) {
  return (
    <p className="acts">
      <Act label={`Download the answer to ${filename} row by row`} onAct={() => save(report, filename)}>
        Download all {report.unused.length} as CSV
      </Act>
    </p>
  );
}

async function save(report: SignalsReport, filename: string): Promise<void> {
  const url = URL.createObjectURL(new Blob([await rowsCsv(report)], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `rows-of-${filename.replace(/\.(csv|parquet)$/i, '')}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
