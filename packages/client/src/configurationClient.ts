import type {
  ConfigurationDesk,
  ConfigurationPage,
  Rehearsal,
  RehearsalSize,
  RuleChange,
  RuleFault,
  Rules,
  ShownProposal,
} from '@robata/tournament';
import type { CallOptions, Connection } from './connection.ts';

/** What is wrong with a change of the rules, or what it would change. */
export interface CheckedChange {
  readonly faults: readonly RuleFault[];
  readonly changes: readonly RuleChange[];
  readonly notices: readonly string[];
}

/** The rules of the tournament: everybody reads them, operators propose and adopt others. */
export interface ConfigurationClient {
  /** In force, before, and to come. */
  page(options?: CallOptions): Promise<ConfigurationPage>;
  /** With the proposal; for operators, as all that follows. */
  desk(options?: CallOptions): Promise<ConfigurationDesk>;
  /** Rules by name; what is left out stays. Nothing is kept. */
  check(changes: Rules, options?: CallOptions): Promise<CheckedChange>;
  /** Takes the place of the proposal before. */
  propose(
    proposal: { readonly changes: Rules; readonly reason: string; readonly effectiveFromRound?: number },
    options?: CallOptions,
  ): Promise<ShownProposal>;
  withdraw(hash: string, options?: CallOptions): Promise<void>;
  /** Plays two small seasons, with the rules of now and with the proposed ones; `rehearsal` says how far it is. */
  rehearse(hash: string, size: Partial<RehearsalSize>, options?: CallOptions): Promise<Rehearsal>;
  /** The last one, of whichever proposal; null before the first. */
  rehearsal(options?: CallOptions): Promise<Rehearsal | null>;
  cancelRehearsal(options?: CallOptions): Promise<Rehearsal>;
  /** Rejects with `other_proposal` where the one with this hash is not there any more, `round_already_open` where it comes too late. */
  adopt(
    hash: string,
    options?: CallOptions,
  ): Promise<{ readonly version: number; readonly effectiveFromRound: number }>;
}

export function configurationClient({ ask }: Connection): ConfigurationClient {
  const tell = <T>(verb: string, body: object, options: CallOptions = {}): Promise<T> =>
    ask(`/api/operator/configuration/${verb}`, { ...options, method: 'POST', body });
  return {
    page: (options) => ask('/api/configuration', options),
    desk: (options) => tell('show', {}, options),
    check: (changes, options) => tell('check', { changes }, options),
    propose: (proposal, options) => tell('propose', proposal, options),
    rehearse: (hash, size, options) => tell('rehearse', { hash, ...size }, options),
    rehearsal: async (options) => (await tell<{ rehearsal: Rehearsal | null }>('rehearsal', {}, options)).rehearsal,
    cancelRehearsal: (options) => tell('cancel-rehearsal', {}, options),
    withdraw: (hash, options) => tell('withdraw', { hash }, options),
    adopt: (hash, options) => tell('adopt', { hash }, options),
  };
}
