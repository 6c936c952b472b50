import { queryOptions, useQuery } from '@tanstack/react-query';
import { client } from './client.ts';

/** Under the key that is forgotten when somebody signs out. */
const own = <T>(key: readonly string[], queryFn: () => Promise<T>) =>
  queryOptions({ queryKey: ['own', ...key], queryFn });

const SUBMISSIONS_LISTED = 100;

export const useOwnModelStake = (modelId: string) =>
  useQuery(own(['model-stake', modelId], () => client.account.stake(modelId)));

export const useOwnModelSubmissions = (modelId: string) =>
  useQuery(
    own(['model-submissions', modelId], () => client.account.submissions({ modelId, limit: SUBMISSIONS_LISTED })),
  );

export const useOwnValidation = (modelId: string) =>
  useQuery(own(['model-validation', modelId], () => client.account.validation(modelId)));
