import { type Exchange, EXCHANGES } from '@robata/market';
import { UsageError } from './usageError.ts';

/** What `--exchange` of a command names. Throws UsageError where no such calendar is known. */
export function exchangeOf(command: string, given: string): Exchange {
  const exchange = EXCHANGES.find((each) => each === given);
  if (exchange !== undefined) return exchange;
  throw new UsageError(`robata ${command}: --exchange takes ${EXCHANGES.join(', ')} and was given '${given}'.`);
}
