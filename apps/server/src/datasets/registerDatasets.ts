import type { DatasetService } from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import { answerAddressErrors } from './addressErrors.ts';
import { sendFile } from './sendFile.ts';

/** `latest_numerai_live_data.csv` as clients of 2021 have it in their code, and the name that `datasetUrl` knows it by. */
const nameOf = (latest: string): string =>
  latest.replace(/^latest_/, '').replace(/^numerai_example_predictions_data/, 'example_predictions');

/**
 * Routes: `GET` and `HEAD /datasets/…?token=…`, the addresses that `datasetUrl` gives (the token alone says which file it is), and
 * `GET` and `HEAD /latest/…`, which leads to the address of a file of old by its name of then.
 */
export function registerDatasets(app: FastifyInstance, { datasets }: { readonly datasets: DatasetService }): void {
  void app.register(async (scope) => {
    scope.setErrorHandler(answerAddressErrors);
    scope.route<{ Params: { '*': string }; Querystring: { token?: string } }>({
      method: ['GET', 'HEAD'],
      url: '/datasets/*',
      handler: async (request, reply) =>
        sendFile(request, reply, await datasets.open(request.params['*'], `${request.query.token ?? ''}`)),
    });
    scope.route<{ Params: { name: string } }>({
      method: ['GET', 'HEAD'],
      url: '/latest/:name',
      handler: async (request, reply) => {
        const tournament = /signals|universe/.test(request.params.name) ? 'signals' : 'classic';
        return reply.redirect(await datasets.datasetUrl(nameOf(request.params.name), { tournament }));
      },
    });
  });
}
