import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Database } from '../storage/schema.ts';
import { archiveOf, type Part } from './archive.ts';
import { dataFiles } from './dataFiles.ts';
import { type Snapshot, type SnapshotFacts, takeSnapshot } from './snapshot.ts';

export const BACKUP_FORMAT = 'robata-backup/1';

/** The first part of a backup: `manifest.json`. */
export interface BackupManifest extends SnapshotFacts {
  readonly format: typeof BACKUP_FORMAT;
  readonly createdAt: string;
}

export interface BackupInput {
  readonly db: Kysely<Database>;
  /** The data folder. Its files go along, and the snapshot is put down in it for the time being. */
  readonly folder: string;
  readonly now: () => Date;
}

/**
 * The bytes of a backup of a tournament, also of one that runs: its tables as of one moment, then its files, which are never changed once
 * they stand there, so that every file that a row names is in it. The format: README.md beside this file.
 * It holds password hashes and secrets: keep it where only the operator reads.
 */
export async function* backup({ db, folder, now }: BackupInput): AsyncGenerator<Buffer> {
  const spool = join(folder, `backup-${randomBytes(6).toString('hex')}.part`);
  const snapshot = await takeSnapshot(db, spool);
  try {
    const manifest: BackupManifest = {
      format: BACKUP_FORMAT,
      createdAt: `${now().toISOString().slice(0, 19)}Z`,
      ...snapshot.facts,
    };
    yield* archiveOf(partsOf(manifest, snapshot, folder));
  } finally {
    await snapshot.discard();
  }
}

async function* partsOf(manifest: BackupManifest, snapshot: Snapshot, folder: string): AsyncGenerator<Part> {
  const text = Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`);
  const content = (async function* () {
    yield text;
  })();
  yield { name: 'manifest.json', bytes: text.length, content };
  yield* snapshot.parts();
  yield* dataFiles(folder);
}
