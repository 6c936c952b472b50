import type { DiagnosticsRun, SignalsRunReport } from '@robata/tournament';
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
const SIGNALS_NAMES = { alpha: 'Alpha', fncV4: 'FncV4', ic: 'IcV2', ric: 'Ric' } as const;
const SIGNALS_SCORES = Object.keys(SIGNALS_NAMES) as (keyof typeof SIGNALS_NAMES)[];

/** What the contract has of Signals alone. */
const signalsView = ({ scores }: SignalsRunReport): Readonly<Record<string, number | null>> =>
  Object.fromEntries(
    SIGNALS_SCORES.flatMap((key) => {
      const { mean, std, sharpe, maxDrawdown } = scores[key];
      const name = `validation${SIGNALS_NAMES[key]}`;
      return [
        [`${name}Mean`, mean],
        [`${name}Std`, std],
        [`${name}Sharpe`, sharpe],
        [`${name}MaxDrawdown`, maxDrawdown],
      ];
    }),
  );

const erasView = ({ eras, signals }: NonNullable<DiagnosticsRun['report']>) =>
  signals === undefined
    ? eras
    : eras.map((era, at) => ({
        ...era,
        validationChurn: signals.eras[at]?.churn,
        ...Object.fromEntries(
          SIGNALS_SCORES.map((key) => [`validation${SIGNALS_NAMES[key]}`, signals.eras[at]?.[key]]),
        ),
      }));

const runView = ({ report, ...run }: DiagnosticsRun) => ({
  ...report?.figures,
  ...(report?.signals && signalsView(report.signals)),
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
  perEraDiagnostics: report === null ? [] : erasView(report),
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
