import type { DiagnosticsRun } from '@robata/tournament';
import { ownModel, requireCaller, room } from '../access.ts';
import type { GraphqlContext } from '../context.ts';
import type { Resolvers } from '../schema.ts';
import { requireTournament } from '../tournaments.ts';

interface FileArguments {
  readonly filename: string;
  readonly tournament: number;
  readonly modelId?: string | null;
}

/** Figures and their ratings have the names of the schema. */
const runView = ({ report, ...run }: DiagnosticsRun) => ({
  ...report?.figures,
  ...report?.ratings,
  id: run.id,
  status: run.status,
  message: run.message,
  progress: run.progress,
  insertedAt: run.insertedAt,
  updatedAt: run.updatedAt,
  tcReason: report?.tcReason ?? null,
  firstHalf: report?.firstHalf ?? null,
  secondHalf: report?.secondHalf ?? null,
  perEraDiagnostics: report?.eras ?? [],
});

async function listed(context: GraphqlContext, { id, modelId }: { id?: string | null; modelId?: string | null }) {
  const { services } = context;
  const caller = await requireCaller(context, 'read_submission_info');
  const models = modelId
    ? [(await ownModel(context, 'read_submission_info', modelId)).model]
    : await room(services, 'accounts').listModels(caller.account.id);
  const runs = await room(services, 'diagnostics').diagnostics({
    models: models.map(({ model }) => model),
    id: id || null,
  });
  return runs.map(runView);
}

export const diagnosticsResolvers: Resolvers = {
  Query: {
    diagnosticsUploadAuth: async (_, args: FileArguments, context) => {
      const tournament = requireTournament(args.tournament);
      const { caller, model } = await ownModel(context, 'upload_submission', args.modelId, tournament);
      return room(context.services, 'submissions').uploadAuth({
        account: caller.account.id,
        model: model.model,
        filename: args.filename,
        kind: 'diagnostics',
      });
    },
    diagnostics: (_, args: { id?: string | null; modelId?: string | null }, context) => listed(context, args),
  },
  Mutation: {
    createDiagnostics: async (_, args: FileArguments, context) => {
      const tournament = requireTournament(args.tournament);
      const { caller, model } = await ownModel(context, 'upload_submission', args.modelId, tournament);
      const run = await room(context.services, 'diagnostics').create({
        account: caller.account.id,
        model: model.model,
        filename: args.filename,
        tournament,
      });
      return runView(run);
    },
  },
};
