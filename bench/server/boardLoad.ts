/** Clients who read the leaderboard, each as soon as it has the last answer. `boardLoad.ts FOLDER` */
import { folderAt } from '../folder.ts';
import { seededRandom } from '../randomInput.ts';
import { send } from './client.ts';

export interface BoardPlan {
  readonly url: string;
  readonly clients: number;
  readonly seconds: number;
  readonly models: number;
  readonly seed: number;
  readonly what: 'page' | 'whole';
  readonly how: 'graphql' | 'api';
}

export interface BoardResult {
  readonly milliseconds: readonly number[];
  readonly failures: number;
  readonly bytes: number;
}

const PAGE = 50;
const QUERY = `query ($limit: Int $offset: Int) { v2Leaderboard(limit: $limit offset: $offset) {
  username rank nmrStaked corr20V2Rep corrRank mmcRep mmcRank fncV3Rep tcRep tcRank return13Weeks return52Weeks } }`;

const folder = folderAt(process.argv[2] as string);
const plan = folder.readValues<BoardPlan>('plan');
const random = seededRandom(plan.seed);
const milliseconds: number[] = [];
let [failures, bytes] = [0, 0];

function read() {
  const page = { limit: PAGE, offset: PAGE * Math.floor((random() * plan.models) / PAGE) };
  const window = plan.what === 'page' ? page : {};
  if (plan.how === 'graphql') {
    const body = JSON.stringify({ query: QUERY, variables: window });
    return send('POST', `${plan.url}/graphql`, body, { 'content-type': 'application/json' });
  }
  return send(
    'GET',
    `${plan.url}/api/leaderboard?${new URLSearchParams(Object.entries(window).map(([k, v]) => [k, `${v}`]))}`,
  );
}

const until = performance.now() + 1000 * plan.seconds;
await Promise.all(
  Array.from({ length: plan.clients }, async () => {
    while (performance.now() < until) {
      const begin = performance.now();
      const { status, body } = await read();
      milliseconds.push(performance.now() - begin);
      bytes = body.length;
      if (status !== 200 || body.includes('"errors"')) failures += 1;
    }
  }),
);
folder.writeValues('read', { milliseconds, failures, bytes } satisfies BoardResult);
process.exit(0);
