import { DomainError, type Submission, takesPart } from '@robata/tournament';
import { ownModel, requireCaller, room } from '../access.ts';
import type { GraphqlContext } from '../context.ts';
import type { Resolvers } from '../schema.ts';
import type { Services } from '../services.ts';
import { partRound } from '../partRound.ts';
import { requireTournament, type TournamentName, tournamentNumber } from '../tournaments.ts';
import { roundView } from './rounds.ts';

/**
 * What clients list: valid files, and those that are still read. They take the newest for the one that counts, a trigger id for the answer
 * to its call, and read the round without looking whether there is one. Refused files are found by their id, and in the account's own pages.
 */
export const isShown = ({ state, round }: Submission): boolean =>
  (state === 'accepted' || state === 'pending') && round !== null;

const unusedOf = ({ report }: Submission): number => (report === null ? 0 : report.rows - report.totals.used);

/** Symbols of a Signals file that match nothing, the first of them; null of files whose rows were not looked at. */
const unmatchedOf = ({ report }: Submission): string | null =>
  report === null
    ? null
    : report.unused.flatMap(({ status, symbol }) => (status === 'unmatched' ? [symbol] : [])).join(', ');

export const submissionView = (services: Services, submission: Submission) => ({
  id: submission.id,
  filename: submission.filename,
  selected: submission.selected,
  insertedAt: submission.insertedAt,
  triggerId: submission.triggerId,
  status: submission.state,
  errorInfo: submission.reason?.sentence ?? null,
  source: submission.source,
  userId: submission.account,
  // Of Signals the rows that do not count too, each of which has its answer.
  submittedCount: submission.stocks + submission.leftOut + unusedOf(submission),
  filteredCount: submission.leftOut + unusedOf(submission),
  invalidTickers: unmatchedOf(submission),
  hasHistoric: submission.leftOut > 0,
  firstEffectiveDate: async () => (await roundOf(services, submission))?.closesAt ?? null,
  round: async () => {
    const round = await roundOf(services, submission);
    const tournament = tournamentNumber(submission.tournament);
    // A round that opened this second may not be known here yet.
    if (round === undefined) return { tournament, number: submission.round };
    return roundView(partRound(round, submission.tournament) ?? round);
  },
});

const roundOf = async (services: Services, { tournament, round }: Submission) =>
  (await services.board()).rounds.find((candidate) => candidate.number === round && takesPart(candidate, tournament));

interface UploadArguments {
  readonly filename: string;
  readonly tournament?: number | null;
  readonly modelId?: string | null;
}

interface CreateArguments extends UploadArguments {
  readonly triggerId?: string | null;
  readonly source?: string | null;
  readonly dataDatestamp?: number | null;
  readonly version?: number | null;
}

async function uploadAuth(context: GraphqlContext, args: UploadArguments, tournament: TournamentName) {
  const { caller, model } = await ownModel(context, 'upload_submission', args.modelId, tournament);
  return room(context.services, 'submissions').uploadAuth({
    account: caller.account.id,
    model: model.model,
    filename: args.filename,
    kind: tournament,
  });
}

async function create(context: GraphqlContext, args: CreateArguments, tournament: TournamentName) {
  const { caller, model } = await ownModel(context, 'upload_submission', args.modelId, tournament);
  const submission = await room(context.services, 'submissions').create({
    account: caller.account.id,
    model: model.model,
    filename: args.filename,
    tournament,
    triggerId: args.triggerId ?? null,
    source: args.source ?? null,
    dataDatestamp: args.dataDatestamp ?? null,
    version: args.version ?? null,
  });
  return submissionView(context.services, submission);
}

async function listed(context: GraphqlContext, { id, modelId }: { id?: string | null; modelId?: string | null }) {
  const { services } = context;
  const caller = await requireCaller(context, 'read_submission_info');
  const submissions = room(services, 'submissions');
  if (id) {
    const submission = await submissions.submission(id);
    if (submission?.account !== caller.account.id) {
      throw new DomainError('unknown_submission', 'This account has no such submission.', { field: 'id' });
    }
    return [submissionView(services, submission)];
  }
  const models = modelId
    ? [(await ownModel(context, 'read_submission_info', modelId)).model]
    : await room(services, 'accounts').listModels(caller.account.id);
  const found = await submissions.submissions(models.map(({ model }) => model));
  return found.filter(isShown).map((submission) => submissionView(services, submission));
}

export const submissionResolvers: Resolvers = {
  Query: {
    submissions: (_, args: { id?: string | null; modelId?: string | null }, context) => listed(context, args),
    submissionUploadAuth: (_, args: UploadArguments, context) =>
      uploadAuth(context, args, requireTournament(args.tournament)),
    submissionUploadSignalsAuth: (_, args: UploadArguments, context) => uploadAuth(context, args, 'signals'),
    submissionDownloadAuth: async (_, { id }: { id: string }, context) => {
      const caller = await requireCaller(context, 'read_submission_info');
      return room(context.services, 'submissions').downloadAuth({ account: caller.account.id, id });
    },
  },
  Mutation: {
    createSubmission: (_, args: CreateArguments, context) => create(context, args, requireTournament(args.tournament)),
    createSignalsSubmission: (_, args: CreateArguments, context) => create(context, args, 'signals'),
  },
};
