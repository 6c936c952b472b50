/** The participants: a process that sends submissions at a steady rate, however long the server takes. `submissionLoad.ts FOLDER` */
import { setTimeout as pause } from 'node:timers/promises';
import { folderAt } from '../folder.ts';
import { seededRandom } from '../randomInput.ts';
import { ask, send } from './client.ts';

export interface SubmissionPlan {
  readonly url: string;
  /** In turns; a model that comes again sends other values. */
  readonly participants: readonly { readonly key: string; readonly modelId: string }[];
  readonly ids: readonly string[];
  readonly rate: number;
  readonly seconds: number;
  /** So many are downloaded again and compared with what was sent. */
  readonly check: number;
  readonly seed: number;
}

export interface SubmissionResult {
  /** Of the answered: id, and milliseconds of the mutation alone and of all three requests from when they were due. */
  readonly accepted: readonly { readonly id: string; readonly createMs: number; readonly wholeMs: number }[];
  readonly failures: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly downloadedAlike: number;
}

const UPLOAD = `query ($filename: String! $tournament: Int! $modelId: String) {
  submissionUploadAuth(filename: $filename tournament: $tournament modelId: $modelId) { filename url } }`;
const CREATE = `mutation ($filename: String! $tournament: Int! $modelId: String $triggerId: String) {
  createSubmission(filename: $filename tournament: $tournament modelId: $modelId triggerId: $triggerId source: "bench") {
    id firstEffectiveDate } }`;
const DOWNLOAD = `query ($id: String!) { submissionDownloadAuth(id: $id) { url } }`;
const CLASSIC = 8;
const FILES = 32;

const folder = folderAt(process.argv[2] as string);
const plan = folder.readValues<SubmissionPlan>('plan');
const random = seededRandom(plan.seed);
/** All rows but the first, which differs from file to file. */
const rests = Array.from({ length: FILES }, () =>
  Buffer.from(
    plan.ids
      .slice(1)
      .map((id) => `${id},${(0.01 + 0.98 * random()).toFixed(12)}\n`)
      .join(''),
  ),
);
const fileOf = (turn: number): Buffer =>
  Buffer.concat([
    Buffer.from(`id,prediction\n${plan.ids[0]},0.${String(100_000_000 + turn)}\n`),
    rests[turn % FILES] as Buffer,
  ]);

const accepted: { id: string; createMs: number; wholeMs: number }[] = [];
const turns = new Map<string, number>();
const failures: Record<string, number> = {};

async function submit(turn: number, due: number): Promise<void> {
  const { key, modelId } = plan.participants[turn % plan.participants.length] as SubmissionPlan['participants'][number];
  const of = { tournament: CLASSIC, modelId };
  const { submissionUploadAuth: auth } = await ask<{ submissionUploadAuth: { filename: string; url: string } }>(
    plan.url,
    key,
    UPLOAD,
    { ...of, filename: 'predictions.csv' },
  );
  const { pathname, search } = new URL(auth.url);
  const put = await send('PUT', plan.url + pathname + search, fileOf(turn), { 'content-type': 'text/csv' });
  if (put.status !== 200) throw new Error(`PUT: HTTP ${put.status} ${put.body.toString()}`);
  const begin = performance.now();
  const { createSubmission } = await ask<{ createSubmission: { id: string } }>(plan.url, key, CREATE, {
    ...of,
    filename: auth.filename,
  });
  const end = performance.now();
  accepted.push({ id: createSubmission.id, createMs: end - begin, wholeMs: end - due });
  turns.set(createSubmission.id, turn);
}

const begin = performance.now();
const running: Promise<void>[] = [];
for (let turn = 0; turn < plan.rate * plan.seconds; turn++) {
  const due = begin + (1000 * turn) / plan.rate;
  const wait = due - performance.now();
  if (wait > 0) await pause(wait);
  running.push(
    submit(turn, due).catch((error: Error) => {
      failures[error.message] = (failures[error.message] ?? 0) + 1;
    }),
  );
}
await Promise.all(running);
const seconds = (performance.now() - begin) / 1000;

let downloadedAlike = 0;
const step = Math.max(1, Math.floor(accepted.length / plan.check));
for (const { id } of accepted.filter((_, at) => at % step === 0).slice(0, plan.check)) {
  const turn = turns.get(id) as number;
  const { key } = plan.participants[turn % plan.participants.length] as SubmissionPlan['participants'][number];
  const { submissionDownloadAuth: auth } = await ask<{ submissionDownloadAuth: { url: string } }>(
    plan.url,
    key,
    DOWNLOAD,
    { id },
  );
  const { pathname, search } = new URL(auth.url);
  const { body } = await send('GET', plan.url + pathname + search);
  if (body.equals(fileOf(turn))) downloadedAlike += 1;
}
folder.writeValues('sent', { accepted, failures, seconds, downloadedAlike } satisfies SubmissionResult);
process.exit(0);
