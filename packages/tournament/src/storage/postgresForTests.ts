import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const LOOK_MS = 20;
const LOOKS_MOST = 3_000;

export interface TestServer {
  /** Makes an empty database and gives its URL. */
  createDatabase(): Promise<string>;
}

/**
 * A PostgreSQL for tests: the one of ROBATA_TEST_DATABASE_URL, or a cluster of its own from the server binaries of this machine,
 * stopped and removed when the process ends. Without either a reason to skip. `isDurable`: it waits for the disk as in earnest, for benchmarks.
 */
export async function startPostgres({ isDurable = false } = {}): Promise<TestServer | { readonly reason: string }> {
  const given = process.env['ROBATA_TEST_DATABASE_URL'];
  if (given !== undefined) return { createDatabase: () => createDatabase(given) };
  const initdb = globSync('/usr/lib/postgresql/*/bin/initdb').sort().at(-1);
  if (initdb === undefined) {
    return { reason: 'no PostgreSQL server on this machine and ROBATA_TEST_DATABASE_URL is not set' };
  }
  const bin = join(initdb, '..');
  const isRoot = process.getuid?.() === 0;
  if (isRoot && !isUser('postgres'))
    return { reason: 'this is root, and there is no user postgres to run a server as' };
  const folder = mkdtempSync(join(tmpdir(), 'robata-postgres-'));
  /** The server refuses to run as root: it then runs as the system's own user for it. */
  const owner = isRoot ? { uid: idOf('-u'), gid: idOf('-g') } : {};
  const asServer = (command: string, args: string[]): void => {
    execFileSync(command, args, { stdio: 'ignore', cwd: folder, ...owner });
  };
  try {
    if (isRoot) execFileSync('chown', ['postgres', folder]);
    else chmodSync(folder, 0o700);
    const data = join(folder, 'data');
    asServer(initdb, ['-D', data, '-U', 'robata', '--auth=trust', '-E', 'UTF8', '--no-sync']);
    const settings = ['-c', 'listen_addresses=', '-c', `fsync=${isDurable ? 'on' : 'off'}`, '-k', folder];
    // Not by pg_ctl, which would take it out of our group of processes: who kills that would leave it running.
    spawn(join(bin, 'postgres'), ['-D', data, ...settings], { stdio: 'ignore', cwd: folder, ...owner }).unref();
    process.once('exit', () => {
      asServer(join(bin, 'pg_ctl'), ['-D', data, '-m', 'immediate', 'stop']);
      rmSync(folder, { recursive: true, force: true });
    });
    await isReady(join(data, 'postmaster.pid'));
  } catch (error) {
    if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
    return { reason: `the PostgreSQL of this machine does not start: ${(error as Error).message}` };
  }
  return { createDatabase: () => createDatabase(`postgres://robata@/postgres?host=${encodeURIComponent(folder)}`) };
}

/** Waits for the word that the server writes into its file once it takes connections. */
async function isReady(file: string): Promise<void> {
  for (let looks = 0; looks < LOOKS_MOST; looks += 1) {
    if (existsSync(file) && readFileSync(file, 'utf8').split('\n')[7]?.trim() === 'ready') return;
    await sleep(LOOK_MS);
  }
  throw new Error(`it was not ready after ${(LOOKS_MOST * LOOK_MS) / 1_000} s`);
}

function isUser(name: string): boolean {
  try {
    execFileSync('id', [name], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const idOf = (what: '-u' | '-g'): number => Number(execFileSync('id', [what, 'postgres'], { encoding: 'utf8' }));

let databases = 0;

async function createDatabase(server: string): Promise<string> {
  databases += 1;
  const name = `robata_test_${process.pid}_${databases}`;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`drop database if exists ${name}`);
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(server.replace('@/', '@localhost/'));
  url.pathname = `/${name}`;
  return url.href;
}
