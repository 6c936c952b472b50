import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import {
  checkPredictions,
  type OwnModel,
  type OwnSubmission,
  type RobataClient,
  robataClient,
  ServerAnswerError,
} from '@robata/client';
import type { Command } from '../command.ts';
import { type OptionSpec, readOptions, required } from '../options.ts';
import { splitWords } from '../positional.ts';
import { keyOf, serverOf } from './submit/server.ts';
import { UsageError } from '../usageError.ts';

const OPTIONS = {
  model: { type: 'string', value: 'NAME', help: 'the model that the predictions are of' },
  server: {
    type: 'string',
    value: 'URL',
    help: 'where the tournament is (default: ROBATA_SERVER, or http://localhost:8080)',
  },
  'key-file': { type: 'string', help: 'a file that holds the key (default: the environment has it as ROBATA_KEY)' },
  note: { type: 'string', value: 'TEXT', help: 'a note, for you alone' },
  next: { type: 'boolean', help: 'keep the file for the next round that opens, which has to have the same stocks' },
  wait: {
    type: 'number',
    help: 'seconds to wait until a large file is read (default 600)',
    minimum: 1,
    maximum: 86_400,
  },
} as const satisfies Record<string, OptionSpec>;

const WAIT_SECONDS = 600;
const LOOK_SECONDS = 0.5;

/** What is printed: one JSON object. */
type Outcome =
  | { readonly state: 'refused'; readonly code: string; readonly message: string; readonly remedy: string | null }
  | Pick<OwnSubmission, 'id' | 'state' | 'round' | 'late' | 'selected' | 'stocks' | 'leftOut' | 'reason'>;

/** Exit code 0: the submission is accepted, or queued where that was asked for. */
export const submitCommand: Command = {
  name: 'submit',
  summary: 'check a FILE of predictions, send it to a server and wait for its state',
  options: OPTIONS,
  async run(words) {
    const { values, rest } = splitWords(OPTIONS, words);
    const given = readOptions('submit', OPTIONS, rest);
    const [path] = values;
    if (path === undefined || values.length > 1) {
      throw new UsageError('robata submit: name one file, as in robata submit predictions.csv --model my_model.');
    }
    const name = required('submit', 'model', given.model);
    const origin = serverOf(given.server, process.env);
    const client = robataClient({ origin, key: keyOf(given['key-file'], process.env) });
    const file = await fileAt(path);
    const isNext = given.next;
    const outcome = await submitted(client, {
      file,
      filename: basename(path),
      name,
      note: given.note ?? null,
      isNext,
      waitSeconds: given.wait ?? WAIT_SECONDS,
    }).catch((error: unknown) => outcomeOf(error, origin));
    console.log(JSON.stringify({ model: name, ...outcome }));
    return outcome.state === 'accepted' || (isNext && outcome.state === 'queued') ? 0 : 1;
  },
};

/** Throws UsageError. */
async function fileAt(path: string): Promise<Blob> {
  try {
    return await openAsBlob(path);
  } catch (cause) {
    throw new UsageError(`robata submit: the file ${path} cannot be read.`, { cause });
  }
}

interface Sending {
  readonly file: Blob;
  readonly filename: string;
  readonly name: string;
  readonly note: string | null;
  readonly isNext: boolean;
  readonly waitSeconds: number;
}

async function submitted(client: RobataClient, sending: Sending): Promise<Outcome> {
  const { file, filename, name, note, isNext, waitSeconds } = sending;
  const { id: modelId, tournament } = modelNamed(name, await client.account.models());
  const rounds = isNext ? null : await client.account.liveRounds({ tournament });
  const symbols = await client.account.symbols(rounds?.[0]?.signals?.symbolsVersion ?? null);
  const checked = await checkPredictions(file, { tournament, rounds, symbols });
  // Nothing is sent that would be refused.
  if (checked.state === 'refused') return checked;
  const sent = await client.submit({
    modelId,
    file,
    filename,
    ...(note !== null && { note }),
    ...(isNext && { queue: 'next' as const }),
  });
  if (sent.state !== 'pending') return shown(sent);
  const signal = AbortSignal.timeout(waitSeconds * 1000);
  return client.waitForSubmission(sent.id, { everySeconds: LOOK_SECONDS, signal }).then(shown, (error: unknown) => {
    // It goes on without us: what is known of it is said.
    if (signal.aborted) return shown(sent);
    throw error;
  });
}

function modelNamed(name: string, models: readonly OwnModel[]): OwnModel {
  const found = models.find((model) => model.name === name);
  if (found !== undefined) return found;
  const known = models.length === 0 ? 'it has none yet' : `it has ${models.map((model) => model.name).join(', ')}`;
  throw new UsageError(`robata submit: the account of this key has no model '${name}': ${known}.`);
}

const shown = ({ id, state, round, late, selected, stocks, leftOut, reason }: OwnSubmission): Outcome => {
  return { id, state, round, late, selected, stocks, leftOut, reason };
};

/** What the server refused is an outcome; that it cannot be reached or knows no such key is none. */
function outcomeOf(error: unknown, origin: string): Outcome {
  if (error instanceof TypeError) {
    throw new Error(`the server at ${origin} does not answer: see whether it runs, and name it with --server.`, {
      cause: error,
    });
  }
  if (error instanceof ServerAnswerError && error.status === 401) {
    throw new Error(`the server at ${origin} knows no such key: make one on the page of your account.`, {
      cause: error,
    });
  }
  if (!(error instanceof ServerAnswerError) || error.status === 403 || error.status >= 500) {
    throw error;
  }
  return { state: 'refused', code: error.code, message: error.sentence, remedy: error.remedy };
}
