import { DomainError } from '@robata/tournament';
import { requireCaller } from '../access.ts';
import type { Resolver, Resolvers } from '../schema.ts';

const refuses =
  (sentence: string, remedy?: string): Resolver =>
  async (_source, _args, context) => {
    await requireCaller(context, 'read_user_info');
    throw new DomainError('not_built', sentence, remedy === undefined ? {} : { remedy });
  };

const pickle = refuses(
  'Uploading a model as a pickle file is not built: this server does not run code of participants.',
  'Submit predictions, or let a webhook of your own compute them.',
);
const onChain = refuses(
  'Staking on a blockchain is not built: stakes are kept in the ledger of this server.',
  'Use v2ChangeStake and releaseStake.',
);
const withPassword = refuses(
  'Staking with a password and a one-time code is not built.',
  'Use v2ChangeStake with an API key that has the scope stake.',
);

/** What the contract has and this server has not: each refuses with the reason, so that a client shows it. */
export const notBuiltResolvers: Resolvers = {
  Query: {
    computePickleUploadAuth: pickle,
    computePickleDataVersions: pickle,
    computePickleDockerImages: pickle,
    v3StakeAuth: onChain,
    v3StakeConfig: onChain,
    v3StakeRound: onChain,
    v3StakeClaim: onChain,
  },
  Mutation: {
    createComputePickleUpload: pickle,
    v2Stake: withPassword,
    v2ReleaseStakeRequest: withPassword,
  },
};
