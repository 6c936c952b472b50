import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SymbolRow } from '@robata/market/symbols';
import type { Kysely } from 'kysely';
import { memoryBlobs } from '../../blobs/blobs.ts';
import type { Database } from '../../storage/schema.ts';
import { memoryLiveRounds } from '../liveRounds.ts';
import { addressSigner, readSigningKey } from '../signedAddress.ts';
import { submissionService } from '../submissionService.ts';
import { uploadFolder } from '../uploadFolder.ts';
import type { UploadKind } from '../uploadLimits.ts';
import { uploadService } from '../uploadService.ts';

/** Uploads and submissions on a database, a folder of their own and a clock that is set by hand. */
export async function submissionDesk(db: Kysely<Database>, publicUrl = 'http://tournament.test') {
  const path = await mkdtemp(join(tmpdir(), 'robata-uploads-'));
  const clock = { time: new Date('2026-01-03T19:00:00.250Z') };
  const now = (): Date => clock.time;
  const folder = uploadFolder(path);
  const blobs = memoryBlobs();
  const rounds = memoryLiveRounds();
  const signer = addressSigner(await readSigningKey(db), now);
  const address = { url: publicUrl };
  const uploads = uploadService({ db, folder, signer, publicUrl: () => address.url, now });
  const enqueued: string[] = [];
  /** By version. */
  const symbols = new Map<number, readonly SymbolRow[]>();
  const submissions = submissionService({
    db,
    blobs,
    folder,
    uploads,
    rounds,
    symbols: async (version) => symbols.get(version ?? 0) ?? [],
    signer,
    publicUrl: () => address.url,
    now,
    enqueue: async (_trx, id) => void enqueued.push(id),
  });

  /** Uploads a file as a client does, past HTTP; gives the server's name. */
  async function upload(
    content: string | Uint8Array,
    options: { account?: string; kind?: UploadKind; name?: string; model?: number } = {},
  ) {
    const { account = 'ada', kind = 'classic', name = 'predictions.csv', model = 1 } = options;
    const { filename, url } = uploads.uploadAuth({ account, model, filename: name, kind });
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    await uploads.receive(filename, new URL(url).searchParams.get('token') ?? '', {
      body: (async function* () {
        yield bytes;
      })(),
      contentLength: bytes.length,
      computeId: 'compute-1',
    });
    return filename;
  }

  return {
    path,
    clock,
    folder,
    blobs,
    rounds,
    signer,
    uploads,
    submissions,
    upload,
    enqueued,
    symbols,
    address,
    close: () => rm(path, { recursive: true, force: true }),
  };
}

export type SubmissionDesk = Awaited<ReturnType<typeof submissionDesk>>;
