import { DomainError } from '@robata/tournament';
import type { FastifyRequest } from 'fastify';
import type { Authenticate, Caller } from '../accounts/authenticator.ts';

/** Who sees the fund: everybody, or investors and operators alone. */
export type FundVisibility = 'public' | 'investors';

/** What ROBATA_FUND says; public where it says nothing. Throws RangeError for anything else. */
export function fundVisibility(text: string | undefined): FundVisibility {
  if (text === undefined || text === '' || text === 'public') return 'public';
  if (text === 'investors') return text;
  throw new RangeError(`ROBATA_FUND is '${text}': set it to public or investors, or unset it.`);
}

export const isInvestor = (caller: Caller | null): boolean =>
  caller?.account.role === 'investor' || caller?.account.role === 'operator';

/** Throws DomainError `not_authenticated` for a stranger, `investors_only` for somebody else's account. */
export function requireInvestor(caller: Caller | null): Caller {
  // The sentence that Numerai's clients look for.
  if (caller === null) throw new DomainError('not_authenticated', 'Your session is invalid or has expired.');
  if (isInvestor(caller)) return caller;
  throw new DomainError('investors_only', 'This is for investors of the fund.', {
    remedy: 'Ask the operator to give your account the role of an investor.',
  });
}

/** Who may see the fund of a server, asked for each request. */
export interface FundAccess {
  /** Throws DomainError where the caller may not. */
  require(request: FastifyRequest): Promise<void>;
  isSeenBy(request: FastifyRequest): Promise<boolean>;
}

/** `authenticate` null: nobody can be known here, and what is for investors is for nobody. */
export function fundAccess(visibility: FundVisibility, authenticate: Authenticate | null): FundAccess {
  const callerOf = async (request: FastifyRequest): Promise<Caller | null> => (await authenticate?.(request)) ?? null;
  return {
    async require(request) {
      if (visibility === 'investors') requireInvestor(await callerOf(request));
    },
    async isSeenBy(request) {
      return visibility === 'public' || isInvestor(await callerOf(request));
    },
  };
}
