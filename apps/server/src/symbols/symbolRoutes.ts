/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import {
  DomainError,
  type LiveRound,
  type LiveRounds,
  searchSymbols,
  type SymbolBook,
  symbolsPage,
} from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import { answerDomainErrors } from '../accounts/domainAnswers.ts';
import { textIn } from '../own/readQuery.ts';

export interface SymbolRoutesInput {
  readonly symbols: Pick<SymbolBook, 'latest' | 'imports' | 'rows'>;
  readonly live: LiveRounds;
  readonly now: () => Date;
}

const LONGEST_SYMBOL = 40;
const number = { type: 'integer', minimum: 1, maximum: 1_000_000_000 } as const;
const schema = { params: { type: 'object', properties: { number } } };

/**
 * What symbols mean, for everybody: `GET /api/symbols?date` (imports, freshness, coverage by market and scheme), `GET /api/symbols/search?symbol&date`
 * (what it names and has named), and `GET /api/rounds/:number/signals/universe`, the tickers that a round of Signals takes.
 */
export async function symbolRoutes(app: FastifyInstance, { symbols, live, now }: SymbolRoutesInput): Promise<void> {
  const today = (): string => now().toISOString().slice(0, 10);
  /** The round that takes files decides which symbols hold; without one the newest do. */
  const known = async () => {
    const round = live.current('signals');
    const version =
      round?.signals === undefined ? ((await symbols.latest())?.version ?? null) : round.signals.symbolsVersion;
    return { round, rows: await symbols.rows(version) };
  };
  const dayIn = (text: string | undefined, otherwise: string): string => {
    if (text === undefined) return otherwise;
    if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))) return text;
    throw new DomainError('invalid_field', 'date is no day like 2026-11-23.', { field: 'date' });
  };

  await app.register(async (scope) => {
    answerDomainErrors(scope);
    scope.get('/api/symbols', async (request) => {
      const { round, rows } = await known();
      const date = dayIn(textIn(request, 'date'), round?.signals?.day ?? today());
      return symbolsPage({ round, rows, imports: await symbols.imports() }, { date, now: now() });
    });
    scope.get('/api/symbols/search', async (request) => {
      const symbol = (textIn(request, 'symbol') ?? '').trim();
      if (symbol === '' || symbol.length > LONGEST_SYMBOL) {
        throw new DomainError('invalid_field', `symbol has 1 to ${LONGEST_SYMBOL} characters.`, { field: 'symbol' });
      }
      const { round, rows } = await known();
      const date = dayIn(textIn(request, 'date'), round?.signals?.day ?? today());
      return searchSymbols({ round, rows }, { symbol, date });
    });
    scope.get<{ Params: { number: number } }>('/api/rounds/:number/signals/universe', { schema }, async (request) => {
      const asked = request.params.number;
      const open = [live.current('signals'), ...live.earlier('signals')].find((round) => round?.number === asked);
      if (open === undefined || open === null) {
        throw new DomainError('round_not_found', `Round ${asked} takes no Signals files now.`, {
          remedy: 'The universe of an earlier round is in its live file.',
        });
      }
      return universeView(open);
    });
  });
}

/** By the alphabet: in the order of the round's ids they would say which id is which stock. */
const universeView = ({ number: round, ids, signals, opensAt, closesAt, state }: LiveRound) => ({
  round,
  state,
  opensAt,
  closesAt,
  day: signals?.day ?? null,
  symbolsVersion: signals?.symbolsVersion ?? null,
  minimumRows: signals?.minimumRows ?? null,
  unusedShareMax: signals?.unusedShareMax ?? null,
  column: 'numerai_ticker',
  tickers: ids.toSorted(),
});
