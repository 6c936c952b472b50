import type { AccountService } from '../accounts/accountService.ts';
import { fieldsOf } from '../accounts/fields.ts';
import type { OperatorCommands } from '../accounts/operatorCommands.ts';
import { DomainError } from '../domainError.ts';
import type { Storage } from '../storage/storage.ts';
import { fundProducts } from './fundDocuments.ts';
import { confirmFundOrders, EXECUTIONS_FILE_MAX, fundOrderDesk, fundOrders, handInExecutions } from './fundOrders.ts';
import { type FundRequest, fundRequests } from './fundRequests.ts';

export interface FundCommandsInput {
  readonly storage: Storage;
  readonly accounts: Pick<AccountService, 'recordAct' | 'find'>;
  readonly now: () => Date;
}

/** A request with the name of who asked; null for an account that is gone. */
export type NamedFundRequest = FundRequest & { readonly username: string | null };

const STATES: readonly FundRequest['state'][] = ['requested', 'confirmed', 'refused', 'cancelled'];
const DAYS_MAX = 100;

/** What operators do with the fund: its products, orders for a broker and what it executed, investors' requests, and the facts that `robata verify fund` reads. */
export function fundCommands({ storage, accounts, now }: FundCommandsInput): OperatorCommands {
  const requests = fundRequests(storage, now);
  const named = async (request: FundRequest): Promise<NamedFundRequest> => {
    const username = (await accounts.find({ id: request.investor }))?.username ?? null;
    return { ...request, username };
  };
  const kept = async (operator: string, action: string, request: FundRequest) => {
    const done = await named(request);
    const { id, product, kind, amount, remark } = request;
    const details = { request: id, product, kind, amount: amount ?? 'everything', remark };
    await accounts.recordAct({ actor: operator, action, subject: done.username ?? request.investor, details });
    return done;
  };

  return {
    'fund list': async () => ({
      products: await Promise.all(
        (await fundProducts(storage)).map(async ({ product, title, terms }) => {
          const last = (await storage.fundCloses(product)).at(-1);
          const { figures } = last ?? {};
          return {
            product,
            title,
            currency: terms.currency,
            day: last?.day ?? null,
            nav: figures?.navAfter ?? null,
            cash: figures?.cash ?? null,
            positions: figures?.positions ?? null,
            investors: figures?.investors ?? 0,
          };
        }),
      ),
    }),
    'fund desk': async () => ({ products: await fundOrderDesk(storage) }),
    'fund orders': async (input) => {
      const fields = fieldsOf(input);
      return fundOrders(storage, fields.text('product'), fields.optionalText('plan'));
    },
    'fund confirm': async (input, { operator }) => {
      const fields = fieldsOf(input);
      const [product, hash] = [fields.text('product'), fields.text('plan')];
      const done = await confirmFundOrders(storage, { product, hash, operator: operator.username, now: now() });
      const { orders, bought, sold, day } = done;
      const details = { plan: hash, day, orders, bought, sold };
      await accounts.recordAct({ actor: operator.username, action: 'fund confirm', subject: product, details });
      return done;
    },
    'fund executions': async (input, { operator }) => {
      const fields = fieldsOf(input);
      const product = fields.text('product');
      const isPreview = fields.optionalFlag('preview');
      const by = { operator: operator.username, now: now() };
      const done = await handInExecutions(storage, {
        product,
        text: fileIn(input),
        hash: fields.optionalText('plan'),
        isPreview,
        ...by,
      });
      if (!isPreview) {
        const { reconciliation: _, files, hash } = done;
        const details = { plan: hash, file: files.at(-1)?.file ?? null, executions: files.at(-1)?.executions ?? 0 };
        await accounts.recordAct({ actor: operator.username, action: 'fund executions', subject: product, details });
      }
      return done;
    },
    'fund requests': async (input) => {
      const state = stateIn(fieldsOf(input).optionalText('state'));
      const found = await requests.list(state === undefined ? {} : { state });
      return { requests: await Promise.all(found.map(named)) };
    },
    'fund request confirm': async (input, { operator }) => {
      const fields = fieldsOf(input);
      const remark = fields.optionalText('reference') ?? null;
      const done = await requests.confirm({ id: fields.text('request'), operator: operator.username, remark });
      return kept(operator.username, 'fund request confirm', done);
    },
    'fund request refuse': async (input, { operator }) => {
      const fields = fieldsOf(input);
      const [id, reason] = [fields.text('request'), fields.text('reason')];
      return kept(
        operator.username,
        'fund request refuse',
        await requests.refuse({ id, operator: operator.username, reason }),
      );
    },
    'fund products': async () => ({ products: (await fundProducts(storage)).map(({ product }) => product) }),
    'fund closes': async (input) => ({ closes: await storage.fundCloses(fieldsOf(input).text('product')) }),
    'fund log': async (input) => {
      const fields = fieldsOf(input);
      const limit = Math.min(fields.optionalCount('limit') ?? DAYS_MAX, DAYS_MAX);
      return { days: await storage.fundLog(fields.text('product'), fields.optionalCount('from') ?? 1, limit) };
    },
  };
}

/** Longer than what `fieldsOf` reads. */
function fileIn(input: unknown): string {
  const { file } = input as { readonly file?: unknown };
  if (file === undefined) throw new DomainError('missing_field', 'file is missing.', { field: 'file' });
  if (typeof file === 'string' && file.length <= EXECUTIONS_FILE_MAX) return file;
  throw new DomainError('invalid_field', `file is no text of at most ${EXECUTIONS_FILE_MAX} characters.`, {
    field: 'file',
  });
}

function stateIn(text: string | undefined): FundRequest['state'] | undefined {
  const state = STATES.find((each) => each === text);
  if (state !== undefined || text === undefined) return state;
  throw new DomainError('invalid_field', `state is one of ${STATES.join(', ')}.`, { field: 'state' });
}
