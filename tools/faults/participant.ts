/** A participant over HTTP: GraphQL and JSON, with a key; it repeats what it got no answer to, and now and then what it got one to. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../packages/ledger/src/testing/random.ts';
import type { History, KeptMove, Move, Reply } from './history.ts';

export interface Model {
  readonly id: string;
  readonly number: number;
}

export interface Participant {
  readonly username: string;
  readonly account: string;
  readonly token: string;
  readonly models: readonly Model[];
}

export interface ClientInput {
  /** Where the server is at the moment. */
  readonly url: () => string;
  readonly participant: Participant;
  /** An operator's key, for deposits. */
  readonly operator: string;
  readonly history: History;
  readonly random: Random;
  /** Begins nothing new from then on; what is begun gets its answer. */
  readonly isOver: () => boolean;
  readonly name: string;
}

const PAUSE_MS = 150;
const AGAIN_MS = 60;
const REPLY_MS = 10_000;
/** Who has no patience of its own asks once: a server that plays again what is stored may be long about it. */
const REPLY_AT_MOST_MS = 120_000;
/** Share of requests whose reply is not waited for, and of acknowledged commands that are sent once more. */
const LOST = 0.12;
const REPEATED = 0.25;
const ATTEMPTS_MAX = 2_000;

interface Answer {
  readonly httpStatus: number;
  // oxlint-disable-next-line no-explicit-any -- the server's word, looked at and nothing else
  readonly body: any;
}

export async function post(
  url: string,
  path: string,
  token: string,
  body: object,
  { key, signal }: { readonly key?: string; readonly signal?: AbortSignal } = {},
): Promise<Answer> {
  const text = JSON.stringify(body);
  const response = await fetch(url + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Token ${token}`,
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    body: text,
    signal: signal ?? AbortSignal.timeout(REPLY_AT_MOST_MS),
  }).catch((error: unknown) => {
    if (signal !== undefined || !(error instanceof DOMException)) throw error;
    throw new Error(`no answer to ${path} in ${REPLY_AT_MOST_MS / 1000} s: ${text}`, { cause: error });
  });
  return { httpStatus: response.status, body: await response.json() };
}

/** Moves money until it is over: deposits, increases and decreases of its models' stakes, one at a time. */
export async function moveMoney(input: ClientInput): Promise<void> {
  const { participant, history, random, name } = input;
  for (let turn = 1; !input.isOver(); turn++) {
    const move = history.begin(nextMove(participant, random, `${name}-${turn}`));
    await settle(input, move, ATTEMPTS_MAX);
    if (move.outcome === 'acknowledged' && random.next() < REPEATED) await settle(input, move, 1);
    await sleep(PAUSE_MS * (0.5 + random.next()));
  }
}

function nextMove({ account, models }: Participant, random: Random, key: string): Move {
  const luck = random.next();
  const amount = `${1 + random.integer(20)}.${1 + random.integer(99)}`;
  if (luck < 0.15) return { key, kind: 'deposit', account, model: null, amount };
  const model = random.pick(models).number;
  const kind = luck < 0.6 ? 'increase' : luck < 0.97 ? 'decrease' : 'drain';
  return { key, kind, account, model, amount };
}

/** Sends a command until it is answered for good, or so many times. */
async function settle(input: ClientInput, move: KeptMove, attemptsMax: number): Promise<void> {
  const { history, random } = input;
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    move.attempts += 1;
    const isLost = random.next() < LOST;
    const patience = AbortSignal.timeout(isLost ? 1 + random.integer(25) : REPLY_MS);
    const answer = await send(input, move, patience).catch(() => null);
    if (answer?.result === 'done') return history.acknowledge(move, answer.reply);
    if (answer?.result === 'refused') return history.refuse(move, answer.code);
    if (answer?.result === 'fault') history.serverFaults += 1;
    await sleep(AGAIN_MS);
  }
}

type Outcome =
  | { readonly result: 'done'; readonly reply: Reply }
  | { readonly result: 'refused'; readonly code: string }
  | { readonly result: 'fault' };

async function send({ url, participant, operator }: ClientInput, move: Move, signal: AbortSignal): Promise<Outcome> {
  const { key, kind, amount } = move;
  const options = { key, signal };
  if (kind === 'deposit') {
    const body = { username: participant.username, amount };
    const answer = await post(url(), '/api/operator/deposit', operator, body, options);
    return outcomeOf(answer, () => ({ status: 'confirmed', amount: answer.body.amount }));
  }
  const model = participant.models.find(({ number }) => number === move.model) as Model;
  // By its key, so that every repetition takes the same way.
  if (kind === 'drain' || key.length % 2 === 0) {
    const path = `/api/account/models/${model.id}/stake`;
    const body = kind === 'drain' ? { type: kind } : { type: kind, amount };
    const answer = await post(url(), path, participant.token, body, options);
    return outcomeOf(answer, () => ({ status: answer.body.status, amount: answer.body.amount }));
  }
  const query = `mutation { v2ChangeStake(value: "${amount}", type: "${kind}", modelId: "${model.id}", tournamentNumber: 8) { status requestedAmount } }`;
  const answer = await post(url(), '/', participant.token, { query }, options);
  if (answer.body.errors !== undefined) {
    const code = String(answer.body.errors[0]?.extensions?.code ?? 'none');
    return code === 'internal' || answer.httpStatus >= 500 ? { result: 'fault' } : { result: 'refused', code };
  }
  const change = answer.body.data.v2ChangeStake as { status: string; requestedAmount: string };
  return { result: 'done', reply: { status: change.status, amount: String(change.requestedAmount) } };
}

function outcomeOf({ httpStatus, body }: Answer, reply: () => Reply): Outcome {
  if (httpStatus < 300) return { result: 'done', reply: reply() };
  return httpStatus >= 500 ? { result: 'fault' } : { result: 'refused', code: String(body.code) };
}

const SUBMISSION_PAUSE_MS = 700;

/** Submits predictions for its models' rounds until it is over; those acknowledged are kept. A file whose reply was lost is submitted again. */
export async function submitPredictions(input: ClientInput): Promise<void> {
  const { participant, history, random } = input;
  for (let turn = 0; !input.isOver(); turn++) {
    const model = participant.models[turn % participant.models.length] as Model;
    // Between a round's close and the next one nothing is taken, and the server may be gone: then once more.
    const filename = await upload(input, model).catch(() => null);
    const attempts = filename === null ? 0 : ATTEMPTS_MAX;
    for (let attempt = 0; attempt < attempts; attempt++) {
      const patience = AbortSignal.timeout(random.next() < LOST ? 1 + random.integer(40) : REPLY_MS);
      const body = { modelId: model.id, filename };
      const answer = await post(input.url(), '/api/account/submissions', participant.token, body, {
        signal: patience,
      }).catch(() => null);
      if (answer?.httpStatus === 201) history.submissions.push({ id: String(answer.body.id), model: model.number });
      if (answer !== null && answer.httpStatus >= 500) history.serverFaults += 1;
      if (answer !== null && answer.httpStatus < 500) break;
      await sleep(AGAIN_MS);
    }
    await sleep(SUBMISSION_PAUSE_MS * (0.5 + random.next()));
  }
}

/** New predictions for the round that takes them, uploaded; the name that the server gave them. */
async function upload({ url, participant, random }: ClientInput, model: Model): Promise<string> {
  const ask = async (query: string) => {
    const { body } = await post(url(), '/', participant.token, { query });
    if (body.errors !== undefined) throw new Error(JSON.stringify(body.errors));
    return body.data;
  };
  const { rounds } = await ask('{ rounds(tournament: 8, number: 0) { number } }');
  const { dataset } = await ask(`{ dataset(filename: "v1.0/live_${rounds[0]?.number}.csv") }`);
  const [, ...lines] = (await (await fetch(dataset)).text()).trim().split('\n');
  const rows = lines.map((line) => `${line.split(',')[0]},${(1 + random.integer(9_998)) / 10_000}`);
  const name = `filename: "p.csv", tournament: 8, modelId: "${model.id}"`;
  const { submissionUploadAuth: auth } = await ask(`{ submissionUploadAuth(${name}) { filename url } }`);
  const put = await fetch(auth.url, { method: 'PUT', body: `id,prediction\n${rows.join('\n')}\n` });
  if (!put.ok) throw new Error(`the upload was answered ${put.status}`);
  return auth.filename as string;
}
