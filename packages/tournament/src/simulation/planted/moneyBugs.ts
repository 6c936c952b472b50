import { formatAmount, type PayoutPolicy, type Request as LedgerRequest } from '@robata/ledger';
import { type LedgerBook, LedgerRefusedError } from '../../rounds/ledgerBook.ts';
import type { StorageWriter } from '../../storage/storage.ts';
import { unitsOf } from '../audit/exact.ts';
import type { RawCommand } from '../audit/rawEntry.ts';
import type { Reply } from '../requests.ts';
import type { PlantedBug } from './plantedBug.ts';
import { sealed, shifted, spoiling, spoilingLines, textOf, withReads, withWriter } from './spoil.ts';

const DEPARTURES = ['stake_decrease', 'stake_drain', 'stake_move'];

/** In what is posted and answered. */
export const MONEY_BUGS: readonly PlantedBug[] = [
  {
    name: 'acknowledges before it commits',
    seeds: 1,
    storage: (storage) => ({
      ...storage,
      transaction: (work) =>
        new Promise((resolve, reject) => {
          storage
            .transaction(async (writer) => {
              const value = await work(writer);
              resolve(value);
              return value;
            })
            .catch(reject);
        }),
    }),
  },
  {
    name: 'calls a transaction committed that was undone',
    seeds: 4,
    storage(storage) {
      let count = 0;
      return {
        ...storage,
        async transaction(work) {
          count += 1;
          if (count % 17 !== 0) return storage.transaction(work);
          let value: Awaited<ReturnType<typeof work>> | undefined;
          const undone = storage.transaction(async (writer) => {
            value = await work(writer);
            throw new Error('undone');
          });
          await undone.catch((error: unknown) => {
            if (value === undefined) throw error;
          });
          return value as Awaited<ReturnType<typeof work>>;
        },
      };
    },
  },
  {
    name: 'does again what is asked again',
    seeds: 3,
    ledger: (ledger) => ({
      ...ledger,
      transact: (work) =>
        ledger.transact((book, writer) => {
          const post = (request: LedgerRequest) =>
            book.post(
              book.journal.entries.get(request.idempotencyKey) === undefined
                ? request
                : { ...request, idempotencyKey: `${request.idempotencyKey} again` },
            );
          return work(bookWith(book, { post }), writer);
        }),
    }),
  },
  {
    name: 'answers a used key with its first reply, whatever is asked',
    seeds: 30,
    service(service) {
      const replies = new Map<string, Reply>();
      return async (request) => {
        const account = 'account' in request.ask ? request.ask.account : '';
        const known = replies.get(`${account} ${request.key}`);
        if (known !== undefined) return known;
        const reply = await service(request);
        if (reply.status === 'done' && 'amount' in request.ask) replies.set(`${account} ${request.key}`, reply);
        return reply;
      };
    },
  },
  {
    name: 'pays a round twice',
    seeds: 1,
    storage: spoiling((entry) =>
      entry.command.kind === 'resolution'
        ? [entry, { ...entry, idempotencyKey: `${entry.idempotencyKey} again` }]
        : undefined,
    ),
  },
  {
    name: 'rounds payouts through a float',
    seeds: 12,
    storage: spoilingLines(['resolution'], (lines) => {
      const at = lines.findIndex(({ account }) => account.startsWith('stake:'));
      const units = unitsOf(lines[at]?.amount ?? '0');
      const other = lines.findIndex(({ account }) => account === (units > 0n ? 'treasury' : 'burned'));
      return at < 0 ? undefined : shifted(lines, at, other, units - BigInt(Number(units)));
    }),
  },
  {
    name: 'leaks one unit of a payout',
    seeds: 15,
    storage: spoilingLines(['resolution'], (lines) => {
      const paid = lines.findIndex(({ account, amount }) => account.startsWith('stake:') && unitsOf(amount) > 0n);
      const treasury = lines.findIndex(({ account }) => account === 'treasury');
      return paid < 0 || treasury < 0 ? undefined : shifted(lines, paid, treasury, 1n);
    }),
  },
  {
    name: 'burns into the treasury',
    seeds: 8,
    storage: spoilingLines(['resolution'], (lines) =>
      lines.map((line) => (line.account === 'burned' ? { ...line, account: 'treasury' } : line)),
    ),
  },
  {
    name: 'lets an account spend what it has not',
    seeds: 3,
    ledger: (ledger) => ({
      ...ledger,
      transact: (work) =>
        ledger.transact(async (book, writer) => {
          let unchecked: LedgerRequest | null = null;
          const post: LedgerBook['post'] = (request) => {
            try {
              return book.post(request);
            } catch (error) {
              const isShort = error instanceof LedgerRefusedError && error.refusal.reason === 'insufficient_funds';
              if (!isShort || request.command.kind !== 'stake_increase') throw error;
              unchecked = request;
              throw error;
            }
          };
          try {
            return await work(bookWith(book, { post }), writer);
          } catch (error) {
            if (unchecked !== null) await postUnchecked(book, writer, unchecked);
            else throw error;
            return { lines: [] } as never;
          }
        }),
    }),
  },
  {
    name: 'lets a release wait for the wrong round',
    seeds: 10,
    storage: spoilingLines(DEPARTURES, (lines) =>
      lines.map((line) => ({
        ...line,
        account: line.account.replace(
          /^(pending:\d+:classic\/)(\d+)/,
          (_, start: string, round: string) => `${start}${Number(round) - 1}`,
        ),
      })),
    ),
  },
  {
    name: 'lets a release go while the round still runs',
    seeds: 10,
    storage: spoiling((entry) => {
      const { kind, account, to } = entry.command;
      if (!DEPARTURES.includes(kind) || to !== undefined) return undefined;
      const lines = entry.lines.map((line) =>
        line.account.startsWith('pending:') ? { ...line, account: `wallet:${account}` } : line,
      );
      return [{ ...entry, lines }];
    }),
  },
  {
    name: 'pays without the clip',
    seeds: 8,
    desk: (desk) => ({
      ...desk,
      policy: async (round): Promise<PayoutPolicy> => {
        const policy = await desk.policy(round);
        return { ...policy, clip: { ...policy.clip, limit: (10n ** 12n) as PayoutPolicy['clip']['limit'] } };
      },
    }),
  },
  {
    name: 'stores another text than it hashed',
    seeds: 1,
    storage: withWriter((writer) => ({
      appendLedger: (records) =>
        writer.appendLedger(
          records.map((record) => ({ ...record, body: record.body.replace('"account":"bob"', '"account":"eve"') })),
        ),
    })),
  },
  {
    name: 'pays the benchmark',
    seeds: 20,
    storage: withReads((reader) => ({
      models: async () => (await reader.models()).map((model) => ({ ...model, marked: false })),
    })),
  },
];

/** The same book, some of its methods changed. */
const bookWith = (book: LedgerBook, change: Partial<LedgerBook>): LedgerBook =>
  ({
    get journal() {
      return book.journal;
    },
    post: book.post.bind(book),
    resolve: book.resolve.bind(book),
    cancel: book.cancel.bind(book),
    takeUnsaved: book.takeUnsaved.bind(book),
    ...change,
  }) as LedgerBook;

async function postUnchecked(
  book: LedgerBook,
  writer: StorageWriter,
  { idempotencyKey, command }: LedgerRequest,
): Promise<void> {
  if (command.kind !== 'stake_increase') return;
  const { kind, account, model } = command;
  const amount = formatAmount(command.amount);
  const raw: RawCommand = { kind, account, model, amount };
  const lines = [
    { account: `wallet:${account}`, amount: textOf(-command.amount) },
    { account: `stake:${model}`, amount },
  ];
  const { sequence, hash } = book.journal.head;
  await writer.appendLedger([sealed({ idempotencyKey, command: raw, lines, snapshot: null }, sequence + 1, hash)]);
}
