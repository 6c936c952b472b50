import fastify, { type FastifyInstance } from 'fastify';
import type { GraphqlAnswer } from '../executeOperation.ts';
import { type GraphqlInput, registerGraphql } from '../registerGraphql.ts';
import type { Authenticate } from '../../accounts/authenticator.ts';
import { type Rooms, servicesOf } from '../services.ts';

export type ServedInput = Pick<Rooms, 'reader'> &
  Partial<Omit<Rooms, 'reader'>> & {
    /** Default: everybody is a stranger. */
    readonly authenticate?: Authenticate;
    readonly rates?: NonNullable<GraphqlInput['rates']>;
    /** Of the rates, in milliseconds. */
    readonly monotonic?: () => number;
  };

export interface Served {
  readonly app: FastifyInstance;
  readonly failures: unknown[];
  /** With the key `PUBLIC$SECRET` where one is given. */
  ask(query: string, variables?: object | null, token?: string): Promise<GraphqlAnswer>;
  /** The data of an answer without errors; throws otherwise. */
  data<T = Record<string, unknown>>(query: string, variables?: object, token?: string): Promise<T>;
}

/** The endpoint alone on a server of its own. Rooms that are not given are not there. */
export async function served({
  authenticate = async () => null,
  rates,
  monotonic,
  ...rooms
}: ServedInput): Promise<Served> {
  const app = fastify({ logger: false });
  const failures: unknown[] = [];
  const services = servicesOf({
    accounts: null,
    submissions: null,
    stakes: null,
    datasets: null,
    diagnostics: null,
    webhooks: null,
    jobs: null,
    signalsModels: async () => [],
    now: () => new Date('2024-03-01T12:00:00Z'),
    ...rooms,
  });
  await registerGraphql(app, {
    services,
    authenticate,
    ...(rates === undefined ? {} : { rates }),
    ...(monotonic === undefined ? {} : { now: monotonic }),
    onFailure: (error) => void failures.push(error),
  });
  const ask: Served['ask'] = async (query, variables = null, token = undefined) => {
    const headers = token === undefined ? {} : { authorization: `Token ${token}` };
    const answer = await app.inject({ method: 'POST', url: '/', headers, payload: { query, variables } });
    return answer.json<GraphqlAnswer>();
  };
  return {
    app,
    failures,
    ask,
    async data<T>(query: string, variables?: object, token?: string) {
      const answer = await ask(query, variables, token);
      if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors));
      return answer.data as T;
    },
  };
}
