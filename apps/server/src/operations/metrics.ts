import type { TournamentFigures } from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  readonly contentType: string;
  /** Everything in the text format of Prometheus. */
  text(): Promise<string>;
}

const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const JOB_STATES = ['waiting', 'running', 'retrying', 'done', 'failed', 'cancelled'] as const;
const ROUND_STATES = ['scheduled', 'open', 'closed', 'scoring', 'resolved', 'cancelled'] as const;
const SUBMISSION_STATES = ['pending', 'queued', 'accepted', 'rejected'] as const;

/**
 * Measures the requests of a server from now on, and shows them with the figures of its process (event loop and memory among them) and of
 * its tournament. Where the database does not answer, `robata_database_up` is 0 and the figures of the tournament are left out.
 */
export function metricsOf(app: FastifyInstance, figures: () => Promise<TournamentFigures>): Metrics {
  const collected = new Registry();
  collectDefaultMetrics({ register: collected });
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `robata_${name}`, help, labelNames, registers: [collected] });
  const requests = new Histogram({
    name: 'robata_http_request_duration_seconds',
    help: 'Duration of HTTP requests by route.',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS_SECONDS,
    registers: [collected],
  });
  const databaseUp = gauge('database_up', 'Whether the database answers.');
  const tournament = {
    databaseLatency: gauge('database_latency_seconds', 'How long the database took for the least question there is.'),
    jobs: gauge('jobs', 'Jobs by kind and state.', ['kind', 'state']),
    submissions: gauge('submissions', 'Submissions by tournament and state.', ['tournament', 'state']),
    rounds: gauge('rounds', 'Rounds by state.', ['state']),
    ledgerHead: gauge('ledger_head', 'Sequence of the last entry of the ledger.'),
  };

  app.addHook('onResponse', async (request, reply) => {
    // The pattern and not the address: as many series as there are routes, whatever is asked for.
    const route = request.routeOptions.url ?? 'none';
    requests.observe({ method: request.method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1000);
  });
  app.addHook('onClose', async () => collected.clear());

  async function refresh(): Promise<void> {
    for (const each of Object.values(tournament)) each.reset();
    const found = await figures().catch(() => null);
    databaseUp.set(found === null ? 0 : 1);
    if (found === null) {
      // Without labels they would be 0.
      tournament.databaseLatency.remove();
      tournament.ledgerHead.remove();
      return;
    }
    tournament.databaseLatency.set(found.databaseSeconds);
    tournament.ledgerHead.set(found.ledgerHead);
    // States that nothing is in are shown with 0: an alarm on a series that is not there never rings.
    for (const kind of new Set(found.jobs.map((row) => row.kind))) {
      for (const state of JOB_STATES) tournament.jobs.set({ kind, state }, 0);
    }
    for (const state of ROUND_STATES) tournament.rounds.set({ state }, 0);
    for (const name of ['classic', 'signals']) {
      for (const state of SUBMISSION_STATES) tournament.submissions.set({ tournament: name, state }, 0);
    }
    for (const { count, ...labels } of found.jobs) tournament.jobs.set(labels, count);
    for (const { count, ...labels } of found.rounds) tournament.rounds.set(labels, count);
    for (const { count, ...labels } of found.submissions) tournament.submissions.set(labels, count);
  }

  return {
    contentType: collected.contentType,
    async text() {
      await refresh();
      return collected.metrics();
    },
  };
}
