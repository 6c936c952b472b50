import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

const HASHED = `${sep}assets${sep}`;

/**
 * Serves the built web app in `folder` on every path outside /api: its files, and on any other address that is asked for with GET its one
 * page, which finds out itself what to show. Files with a hash in their name are kept by browsers for ever, others asked for anew.
 * False, and nothing served, where the app is not built.
 */
export async function serveWeb(app: FastifyInstance, folder: string | null): Promise<boolean> {
  if (folder === null || !existsSync(join(folder, 'index.html'))) return false;
  const page = await readFile(join(folder, 'index.html'), 'utf8');
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    index: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const isHashed = path.includes(HASHED);
      reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  const sendPage = (reply: FastifyReply) =>
    reply.code(200).type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(page);
  app.get('/', async (_request, reply) => sendPage(reply));
  app.setNotFoundHandler(async ({ method, url }, reply) => {
    const isPage = (method === 'GET' || method === 'HEAD') && !/^\/(api|assets)(\/|\?|$)/.test(url);
    return isPage ? sendPage(reply) : sendNothingHere(reply);
  });
  return true;
}

/** 404 for an address that is neither data nor a page. */
export function sendNothingHere(reply: FastifyReply): FastifyReply {
  return reply.code(404).send({ message: 'There is nothing at this address.' });
}
