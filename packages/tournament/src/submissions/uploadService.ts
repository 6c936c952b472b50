import { randomBytes } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { DomainError } from '../domainError.ts';
import type { Database } from '../storage/schema.ts';
import { isoSecond } from './isoSecond.ts';
import type { AddressSigner } from './signedAddress.ts';
import type { StoredFile, UploadFolder } from './uploadFolder.ts';
import { UPLOAD_LIMIT_BYTES, type UploadKind } from './uploadLimits.ts';

export interface FileAuth {
  readonly filename: string;
  /** Absolute; whoever has it may use it until it expires. */
  readonly url: string;
}

export interface UploadAuthInput {
  readonly account: string;
  readonly model: number;
  /** The client's own name of the file. Only its base name is looked at. */
  readonly filename: string;
  readonly kind: UploadKind;
}

export interface Upload {
  readonly filename: string;
  readonly displayName: string;
  readonly account: string;
  readonly model: number;
  readonly kind: UploadKind;
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly computeId: string | null;
}

/** Bytes that are on their way. */
export interface Arrival {
  readonly body: AsyncIterable<Uint8Array>;
  /** What the client says it will send; null where it does not. */
  readonly contentLength: number | null;
  readonly computeId: string | null;
}

export interface UploadService {
  /** A name for a file to be uploaded, and the address to PUT it to, good for an hour. */
  uploadAuth(input: UploadAuthInput): FileAuth;
  /**
   * Takes the bytes that are PUT to an address. The same address may be used again until a submission is made of the file: the later bytes
   * replace the earlier ones, so that a client may retry. Throws DomainError `address_invalid`, `address_expired`, `upload_too_large`,
   * `upload_truncated`, `upload_used`, `too_many_uploads`; nothing is kept then.
   */
  receive(filename: string, token: string, arrival: Arrival): Promise<StoredFile>;
  /** The upload of that name that this account made for this use. Throws DomainError `upload_not_found`. */
  find(filename: string, account: string, kind: UploadKind): Promise<Upload>;
  /**
   * Removes what nobody will use: uploads that nothing was made of for a day, bytes that a crash left behind, and after a week the files of
   * rejected submissions. Gives the number of files removed. For a job, once an hour say.
   */
  sweep(): Promise<number>;
}

export interface UploadServiceInput {
  readonly db: Kysely<Database>;
  readonly folder: UploadFolder;
  readonly signer: AddressSigner;
  /** What addresses begin with: `https://tournament.example`. */
  readonly publicUrl: () => string;
  readonly now: () => Date;
}

const MIB = 2 ** 20;
const ADDRESS_SECONDS = 3600;
/** Per account: what lies there unused, and how many arrive at the same time. */
const MOST_UNUSED_FILES = 500;
const MOST_UNUSED_BYTES = 1024 * MIB;
const MOST_AT_ONCE = 64;
const UNUSED_HOURS = 24;
const REJECTED_DAYS = 7;

export function uploadService({ db, folder, signer, publicUrl, now }: UploadServiceInput): UploadService {
  const arriving = new Map<string, number>();

  /** What the account has lying there unused, and the upload of this name if there is one. */
  const standing = async (account: string, filename: string) => {
    const { rows } = await sql<{ files: number; bytes: number; file: string | null; used: boolean | null }>`
      select (select count(*)::integer from upload where account = ${account} and not used) as files,
        (select coalesce(sum(bytes), 0)::double precision from upload where account = ${account} and not used) as bytes,
        (select file from upload where filename = ${filename}) as file,
        (select used from upload where filename = ${filename}) as used`.execute(db);
    return rows[0] as (typeof rows)[number];
  };

  /** `old`: the file that stood under the name; one that came between is swept away later. */
  const keep = async (claim: UploadAuthInput, file: StoredFile, computeId: string | null, old: string | null) => {
    const { rows } = await sql`
      insert into upload (filename, kind, account, model, display_name, file, bytes, sha256, compute_id, received_at)
      values (${claim.filename}, ${claim.kind}, ${claim.account}, ${claim.model}, ${displayNameOf(claim.filename)},
        ${file.file}, ${file.bytes}, ${file.sha256}, ${computeId}, ${isoSecond(now())})
      on conflict (filename) do update set file = excluded.file, bytes = excluded.bytes, sha256 = excluded.sha256,
        compute_id = excluded.compute_id, received_at = excluded.received_at where not upload.used
      returning filename`.execute(db);
    if (rows.length === 0) {
      await folder.remove(file.file);
      throw isUsed();
    }
    if (old !== null) await folder.remove(old);
  };

  return {
    uploadAuth({ account, model, filename, kind }) {
      const name = serverName(filename);
      const token = signer.sign({ purpose: 'upload', fields: [account, model, kind, name] }, ADDRESS_SECONDS);
      return { filename: name, url: `${publicUrl()}/uploads/${name}?token=${token}` };
    },

    async receive(filename, token, { body, contentLength, computeId }) {
      const [account, model, kind, name] = signer.verify('upload', token) as [string, number, UploadKind, string];
      if (name !== filename) {
        throw new DomainError('address_invalid', 'This address was not given out for a file of this name.', {
          remedy: 'Ask for a new one.',
        });
      }
      const limit = UPLOAD_LIMIT_BYTES[kind];
      const tooLarge = () =>
        new DomainError('upload_too_large', `The file is larger than the ${limit / MIB} MiB that are allowed.`, {
          remedy: 'Send only the columns id and prediction, or Parquet.',
        });
      if (contentLength !== null && contentLength > limit) throw tooLarge();
      const underWay = arriving.get(account) ?? 0;
      if (underWay >= MOST_AT_ONCE) throw tooMany(`${underWay} uploads of this account are under way`);
      arriving.set(account, underWay + 1);
      try {
        const { files, bytes, used, file: old } = await standing(account, filename);
        if (used === true) throw isUsed();
        if (files >= MOST_UNUSED_FILES || bytes >= MOST_UNUSED_BYTES) {
          throw tooMany(`${files} files of this account were uploaded and never submitted`);
        }
        const stored = await folder.store(body, limit, randomName()).catch((error: unknown) => {
          throw error instanceof RangeError ? tooLarge() : error;
        });
        if (stored.bytes === 0 || (contentLength !== null && stored.bytes !== contentLength)) {
          await folder.remove(stored.file);
          throw new DomainError(
            'upload_truncated',
            `${stored.bytes} bytes arrived and ${contentLength ?? 'at least one'} were expected.`,
            { remedy: 'Upload the file again.' },
          );
        }
        await keep({ account, model, filename, kind }, stored, computeId, old);
        return stored;
      } finally {
        const left = (arriving.get(account) as number) - 1;
        if (left === 0) arriving.delete(account);
        else arriving.set(account, left);
      }
    },

    async find(filename, account, kind) {
      const row = await db
        .selectFrom('upload')
        .selectAll()
        .where('filename', '=', filename)
        .where('account', '=', account)
        .where('kind', '=', kind)
        .executeTakeFirst();
      if (row === undefined) {
        throw new DomainError('upload_not_found', `No file has arrived under the name ${shown(filename)}.`, {
          field: 'filename',
          remedy:
            'The upload was lost or refused, or is older than a day: ask for a new address, upload the file, then use the name that came with the address.',
        });
      }
      return {
        filename,
        displayName: row.display_name,
        account,
        model: row.model,
        kind,
        file: row.file,
        bytes: row.bytes,
        sha256: row.sha256,
        computeId: row.compute_id,
      };
    },

    async sweep() {
      const before = (hours: number): Date => new Date(now().getTime() - hours * 3_600_000);
      const unused = await db
        .deleteFrom('upload')
        .where('used', '=', false)
        .where('received_at', '<', isoSecond(before(UNUSED_HOURS)))
        .returning('file')
        .execute();
      for (const { file } of unused) await folder.remove(file);
      let removed = unused.length;
      // In between stands a day, so that no file is taken whose row is still to come.
      for await (const file of folder.olderThan(before(UNUSED_HOURS))) {
        const row = await sql<{ wanted: boolean }>`
          select received_at > ${isoSecond(before(24 * REJECTED_DAYS))}
            or exists (select 1 from submission s where s.filename = u.filename and s.state <> 'rejected')
            or exists (select 1 from diagnostics_run d where d.filename = u.filename and d.state <> 'failed') as wanted
          from upload u where u.file = ${file}`.execute(db);
        if (row.rows[0]?.wanted === true) continue;
        await folder.remove(file);
        removed += 1;
      }
      return removed;
    },
  };
}

const isUsed = () =>
  new DomainError('upload_used', 'A submission was already made of the file of this address.', {
    remedy: 'Ask for a new address for the next file.',
  });

const tooMany = (why: string) =>
  new DomainError('too_many_uploads', `${why}.`, { remedy: 'Submit or wait for those first.' });

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** 130 random bits in letters and digits. */
function randomName(): string {
  return Array.from(randomBytes(26), (byte) => ALPHABET[byte % 32]).join('');
}

const LONGEST_BASE = 60;
const RANDOM_LENGTH = 26;

/** The client's base name, cleaned, with 130 random bits before its ending: `predictions-k3…x.csv`. */
function serverName(filename: string): string {
  const base = filename.split(/[/\\]/).at(-1) ?? '';
  const clean = base
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '_')
    .replaceAll(/\.{2,}/g, '.')
    .replace(/^[._-]+/, '');
  const ending = /\.(csv|parquet)$/i.exec(clean)?.[0].toLowerCase() ?? '';
  const stem = clean.slice(0, clean.length - ending.length).slice(0, LONGEST_BASE) || 'upload';
  return `${stem}-${randomName()}${ending}`;
}

/** The server's name without what the server put in. */
function displayNameOf(filename: string): string {
  const ending = /\.(csv|parquet)$/.exec(filename)?.[0] ?? '';
  return filename.slice(0, filename.length - ending.length - RANDOM_LENGTH - 1) + ending;
}

/** Somebody else's text in a sentence of ours: short, and without what is not printable. */
function shown(text: string): string {
  const clean = text.replaceAll(/[^\x20-\x7e]/g, '?');
  return clean.length > 100 ? `${clean.slice(0, 100)}…` : clean;
}
