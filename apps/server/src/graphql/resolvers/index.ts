import type { Resolvers } from '../schema.ts';
import { accountResolvers } from './accounts.ts';
import { datasetResolvers } from './datasets.ts';
import { diagnosticsResolvers } from './diagnostics.ts';
import { leaderboardResolvers } from './leaderboards.ts';
import { notBuiltResolvers } from './notBuilt.ts';
import { profileResolvers } from './profiles.ts';
import { robataResolvers } from './robata.ts';
import { roundResolvers } from './rounds.ts';
import { scoreResolvers } from './scores.ts';
import { stakeResolvers } from './stakes.ts';
import { submissionResolvers } from './submissions.ts';
import { webhookResolvers } from './webhooks.ts';

const GROUPS: readonly Resolvers[] = [
  accountResolvers,
  datasetResolvers,
  diagnosticsResolvers,
  leaderboardResolvers,
  notBuiltResolvers,
  profileResolvers,
  robataResolvers,
  roundResolvers,
  scoreResolvers,
  stakeResolvers,
  submissionResolvers,
  webhookResolvers,
];

const types = new Set(GROUPS.flatMap((group) => Object.keys(group)));

/** Every field that is more than a property of its object. */
export const resolvers: Resolvers = Object.fromEntries(
  [...types].map((type) => [type, Object.assign({}, ...GROUPS.map((group) => group[type])) as Resolvers[string]]),
);
