import type { DatasetService } from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import { answerAddressErrors } from './addressErrors.ts';
import { sendFile } from './sendFile.ts';

/** Routes: `GET` and `HEAD /datasets/…?token=…`, the addresses that `datasetUrl` gives. The token alone says which file it is. */
export function registerDatasets(app: FastifyInstance, { datasets }: { readonly datasets: DatasetService }): void {
  void app.register(async (scope) => {
    scope.setErrorHandler(answerAddressErrors);
    scope.route<{ Params: { '*': string }; Querystring: { token?: string } }>({
      method: ['GET', 'HEAD'],
      url: '/datasets/*',
      handler: async (request, reply) =>
        sendFile(request, reply, await datasets.open(request.params['*'], `${request.query.token ?? ''}`)),
    });
  });
}
