import { room } from '../access.ts';
import type { Resolvers } from '../schema.ts';
import { requireTournament, tournamentNamed } from '../tournaments.ts';

interface DatasetArguments {
  readonly filename?: string | null;
  readonly round?: number | null;
  readonly tournament?: number | null;
}

/** What clients of before 2021 mean when they name no file. */
const LEGACY_ZIP = 'numerai_datasets.zip';

/** Clients send round 0 for the current one, or none. */
const roundOf = ({ round }: DatasetArguments): number | null => round || null;

export const datasetResolvers: Resolvers = {
  Query: {
    listDatasets: (_, args: DatasetArguments, { services }) => {
      const name = tournamentNamed(args.tournament);
      return name === null ? [] : services.datasets?.datasetFiles(name, roundOf(args));
    },
    dataset: (_, args: DatasetArguments, { services }) =>
      room(services, 'datasets').datasetUrl(args.filename ?? LEGACY_ZIP, {
        tournament: requireTournament(args.tournament),
        round: roundOf(args),
      }),
  },
};
