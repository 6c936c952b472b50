/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import { meanFigure, metaModelBook, type OwnValidation } from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import { requireCaller } from '../accounts/authenticator.ts';
import type { OwnInput } from './ownInput.ts';

/** `GET /api/account/models/:id/validation`: the newest run of diagnostics that is done beside what the model scored live, with their errors. */
export function validationRoute(app: FastifyInstance, { services, authenticate }: OwnInput): void {
  const { accounts, diagnostics, place } = services;
  app.get<{ Params: { id: string } }>('/api/account/models/:id/validation', async (request): Promise<OwnValidation> => {
    const { account } = await requireCaller(authenticate, request, 'read_submission_info');
    const { model } = await accounts.requireModel(account.id, request.params.id);
    const [runs, rounds, scores, lags] = await Promise.all([
      diagnostics.diagnostics({ models: [model] }),
      place.storage.rounds(),
      place.storage.scores({ model, latestOnly: true }),
      metaModelBook(place.storage).lags(),
    ]);
    const run = runs.find(({ report }) => report !== null);
    const eras = run?.report?.eras.map(({ validationCorr20V2 }) => validationCorr20V2 ?? Number.NaN) ?? [];
    const validation = meanFigure(eras, lags);
    const live = rounds
      .filter(({ state }) => state === 'resolved')
      .flatMap(({ number, columns }) => {
        const at = columns.findIndex(({ key }) => key === 'corr');
        const row = scores.find(({ round }) => round === number);
        return row === undefined || at < 0 ? [] : [row.values[at] as number];
      });
    return {
      validation:
        run === undefined || validation === null
          ? null
          : {
              value: validation.mean,
              standardError: validation.standardError,
              eras: validation.rounds,
              ranAt: run.updatedAt,
            },
      live: meanFigure(live, lags),
    };
  });
}
