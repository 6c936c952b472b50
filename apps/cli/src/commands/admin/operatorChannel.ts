import { type DataFolder, isDataFolder, openDataFolder, readOperatorKey } from '@robata/tournament/folder';
import { findServer } from '../../serverFile.ts';
import { UsageError } from '../../usageError.ts';

/** Has one command of an operator done, and gives its answer. Throws an error whose message is a sentence with the remedy. */
export type OperatorChannel = (words: string, input: object, idempotencyKey: string | undefined) => Promise<unknown>;

const ANSWER_WITHIN_MS = 60_000;

/**
 * Runs `work` with a channel to a tournament: its database itself where nobody holds it, else the server that does. The lock on the folder
 * decides, not `server.json`: the operator's key goes to nobody who only stands where a server once stood.
 */
export async function withOperator<T>(
  command: string,
  folder: string,
  database: string | null,
  work: (send: OperatorChannel) => Promise<T>,
): Promise<T> {
  if (!isDataFolder(folder) && database === null) {
    throw new UsageError(
      `robata ${command}: ${folder} holds no tournament; name its folder with --data, or begin one with robata start.`,
    );
  }
  let place: DataFolder;
  try {
    place = await openDataFolder(folder, database);
  } catch (error) {
    if (!isBusy(error)) throw error;
    return work(channelToServer(folder));
  }
  try {
    return await work(await channelToDatabase(place, folder));
  } finally {
    await place.close();
  }
}

const isBusy = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'DataFolderBusyError' || error.name === 'DatabaseBusyError');

async function channelToDatabase(place: DataFolder, folder: string): Promise<OperatorChannel> {
  const { openAccounts } = await import('../../accountServices.ts');
  const { accounts, commands, operator } = await openAccounts(place, folder);
  const account = await accounts.require({ id: operator.accountId });
  return async (words, input, idempotencyKey) => {
    const command = commands[words];
    if (command === undefined) {
      throw new Error('this needs a running server: start one first, with robata start or robata serve.');
    }
    return command(input, { operator: account, ...(idempotencyKey === undefined ? {} : { idempotencyKey }) });
  };
}

function channelToServer(folder: string): OperatorChannel {
  const url = findServer(folder);
  const key = readOperatorKey(folder);
  if (url === null || key === null) {
    throw new Error(
      `the tournament of ${folder} is in use by a robata process that is not its server, or not on this machine: run this where the server runs, or wait for that process.`,
    );
  }
  return async (words, input, idempotencyKey) => {
    const address = new URL(`/api/operator/${words.replaceAll(' ', '/')}`, url);
    const response = await fetch(address, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Token ${key.publicId}$${key.secretKey}`,
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      body: JSON.stringify(input),
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    }).catch((cause: unknown) => {
      throw new Error(`the server at ${url} does not answer: see whether it still runs, and try again.`, { cause });
    });
    const answer = (await response.json().catch(() => null)) as unknown;
    if (response.ok) return answer;
    throw new Error(
      sentenceIn(answer) ??
        `the server at ${url} refused this with status ${response.status}: it may be of another version.`,
    );
  };
}

const sentenceIn = (answer: unknown): string | null =>
  typeof answer === 'object' && answer !== null && 'message' in answer && typeof answer.message === 'string'
    ? answer.message
    : null;
