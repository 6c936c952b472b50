import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Bodies that are read whole are small: a file goes to an upload address, which has a pace of its own. */
const DEADLINE_MS = 30_000;

/** Gives up requests whose body is not there in time. Bodies that a route reads as they come are not waited for here. */
export function bodyDeadline(app: FastifyInstance, deadlineMs: number = DEADLINE_MS): void {
  const waiting = new WeakMap<FastifyRequest, NodeJS.Timeout>();
  const over = async (request: FastifyRequest): Promise<void> => clearTimeout(waiting.get(request));
  app.addHook('onRequest', async (request) => {
    const { headers, raw } = request;
    if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return;
    waiting.set(
      request,
      setTimeout(() => raw.destroy(), deadlineMs),
    );
  });
  // It has been read.
  app.addHook('preValidation', over);
  app.addHook('onResponse', over);
  app.addHook('onRequestAbort', over);
}
