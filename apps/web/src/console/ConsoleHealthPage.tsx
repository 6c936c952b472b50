import type { HealthView } from '@robata/client';
import type { ReactNode } from 'react';
import { Figure, Figures } from '../components/Figures.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { client } from '../data/client.ts';
import { formatDuration } from '../format/formatDuration.ts';
import { formatNumber } from '../format/formatNumber.ts';
import { formatTime } from '../format/formatTime.ts';
import { useHealth } from './consoleQueries.ts';
import { CONSOLE_TERMS } from './consoleTerms.ts';
import { Decide } from './Decide.tsx';
import { formatBytes } from './formatBytes.ts';

/** How the server does, in plain figures. */
export function ConsoleHealthPage() {
  return (
    <>
      <PageHead title="Health">
        <p>How this server, its database and its disk do, a few seconds ago at most.</p>
      </PageHead>
      <QueryView query={useHealth()}>{(health) => <Health health={health} />}</QueryView>
    </>
  );
}

function Health({ health }: { readonly health: HealthView }) {
  const { isReady, version, node, startedAt, database, folder, process, figures, settings } = health;
  const upSeconds = Math.max(0, (Date.parse(health.now) - Date.parse(startedAt)) / 1_000);
  const isFull = folder.freeBytes < folder.bytes;
  return (
    <>
      <Section
        title="Server"
        aside={
          <span className={isReady ? 'badge badge-good' : 'badge badge-warning'}>
            {isReady ? 'ready' : 'not ready: it still prepares'}
          </span>
        }
      >
        <Figures>
          <Figure term={CONSOLE_TERMS.uptime} note={`since ${formatTime(startedAt)}`}>
            {formatDuration(upSeconds)}
          </Figure>
          <Figure term={CONSOLE_TERMS.databaseSeconds} unit="ms">
            {formatNumber(database.seconds * 1_000, { places: 1 })}
          </Figure>
          <Figure term={CONSOLE_TERMS.loopDelay} unit="ms">
            {formatNumber(process.eventLoopDelayP99Ms, { places: 0 })}
          </Figure>
          <Figure term={CONSOLE_TERMS.memory}>{formatBytes(process.memoryBytes)}</Figure>
          <Figure term={CONSOLE_TERMS.ledgerHead}>{formatNumber(figures.ledgerHead)}</Figure>
        </Figures>
        <dl className="facts">
          <Fact name="Version">
            Robata {version}, Node {node}
          </Fact>
          <Fact name="Database">{database.backend === 'pglite' ? 'PGlite in the data folder' : 'PostgreSQL'}</Fact>
          <Fact name="Address">{settings.address ?? 'as each request says it (set ROBATA_PUBLIC_URL to fix it)'}</Fact>
          <Fact name="Mail">{settings.mail ? 'is sent' : 'is not set up: nobody is mailed'}</Fact>
          <Fact name="Payout plans">
            {settings.approval === 'operator' ? 'wait for an operator’s approval' : 'are posted without an approval'}
          </Fact>
          <Fact name="Rounds">{countsText(figures.rounds)}</Fact>
          <Fact name="Submissions">{countsText(figures.submissions)}</Fact>
          <Fact name="All metrics">
            <a href="/metrics">in the text format of Prometheus</a>
          </Fact>
        </dl>
      </Section>
      <Section title="Disk">
        <Figures>
          <Figure term={CONSOLE_TERMS.databaseBytes}>
            {database.bytes === null ? 'it does not say' : formatBytes(database.bytes)}
          </Figure>
          <Figure term={CONSOLE_TERMS.folderBytes} note={`${formatNumber(folder.files)} files`}>
            {formatBytes(folder.bytes)}
          </Figure>
          <Figure
            term={CONSOLE_TERMS.freeBytes}
            {...(isFull && { note: 'less than the folder takes: a backup may not fit beside it' })}
          >
            {formatBytes(folder.freeBytes)}
          </Figure>
        </Figures>
      </Section>
      <Section title="Backup">
        <Backup lastBackup={health.lastBackup} />
      </Section>
    </>
  );
}

const countsText = (counts: readonly { readonly state: string; readonly count: number }[]): string => {
  const sums = [...Map.groupBy(counts, ({ state }) => state)].map(
    ([state, list]) => `${formatNumber(list.reduce((sum, { count }) => sum + count, 0))} ${state}`,
  );
  return sums.length === 0 ? 'none' : sums.join(', ');
};

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Backup({ lastBackup }: Pick<HealthView, 'lastBackup'>) {
  return (
    <>
      <p>
        {lastBackup === null
          ? 'No backup was taken through this server yet.'
          : `The last one was taken by ${lastBackup.by} at ${formatTime(lastBackup.at)} (${formatBytes(lastBackup.bytes)}).`}{' '}
        From a shell: <code>robata backup FILE</code>, also while the server runs.
      </p>
      <p>
        <Decide
          button="Take a backup …"
          title="Take a backup now?"
          what={
            <p>
              Your browser saves everything that the tournament holds as one file, as of this moment. Password hashes
              and secrets are in it: keep it where only operators read.
            </p>
          }
          confirm="Take it"
          onAct={async () => {
            const bytes = await client.operator.backup();
            const address = URL.createObjectURL(bytes);
            const link = document.createElement('a');
            link.href = address;
            link.download = `robata-backup-${new Date().toISOString().slice(0, 10)}.tgz`;
            link.click();
            URL.revokeObjectURL(address);
            return `A backup of ${formatBytes(bytes.size)} was taken: your browser has saved it.`;
          }}
        />
      </p>
    </>
  );
}
