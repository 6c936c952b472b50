import { readFile } from 'node:fs/promises';
import type { PayoutVerification } from '@robata/tournament';
import { askServer, safeJson } from '../../askServer.ts';
import { type OptionSpec, readOptions, required } from '../../options.ts';
import { UsageError } from '../../usageError.ts';
import { withOperator } from '../admin/operatorChannel.ts';
import { LEDGER_OPTIONS } from './verifyLedger.ts';

export const PAYOUT_OPTIONS = {
  root: { type: 'string', value: 'R', help: 'the Merkle root that the round published' },
  'plan-hash': { type: 'string', value: 'H', help: 'the hash of the payout plan that the round published' },
  round: { type: 'number', integer: true, minimum: 1, maximum: 1_000_000_000, help: 'instead of a file: its round' },
  model: { type: 'string', value: 'M', help: 'instead of a file: the name of the model' },
  server: { type: 'string', value: 'URL', help: 'ask this server, whoever runs it' },
  ...LEDGER_OPTIONS,
} as const satisfies Record<string, OptionSpec>;

interface Published {
  readonly payoutRoot: string | null;
  readonly planHash: string | null;
}

/** Checks a proof with nothing but itself and what the round published, which --root and --plan-hash may say instead. */
export async function verifyPayout(values: readonly string[], words: readonly string[]): Promise<number> {
  const given = readOptions('verify payout', PAYOUT_OPTIONS, words);
  const [file, more] = values;
  if (more !== undefined) throw new UsageError('robata verify payout: name one file.');
  if (file !== undefined && (given.round ?? given.model ?? given.server) !== undefined) {
    throw new UsageError('robata verify payout: name a file, or --round and --model, not both.');
  }
  const found =
    file === undefined ? await asked(given) : { proof: await textOf(file), payoutRoot: null, planHash: null };
  const { verifyPayoutProof } = await import('@robata/tournament/audits');
  const root = given.root ?? found.payoutRoot;
  const planHash = given['plan-hash'] ?? found.planHash;
  const result = verifyPayoutProof(found.proof, {
    ...(root === null ? {} : { root: root.toLowerCase() }),
    ...(planHash === null ? {} : { planHash: planHash.toLowerCase() }),
  });
  if (given.json) console.log(jsonOf(result));
  if (result.status === 'refuted') throw new Error(`the payout does not verify: ${result.faults.join(' ')}`);
  if (!given.json) console.log(result.sentence);
  return 0;
}

const jsonOf = (result: PayoutVerification): string => {
  if (result.status === 'refuted') return JSON.stringify(result);
  const { status, root, sentence, leaf } = result;
  return JSON.stringify({ status, root, sentence, round: leaf.round, model: leaf.model, planHash: leaf.planHash });
};

const textOf = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new UsageError(`robata verify payout: ${file} cannot be read (${cause.code ?? 'unknown'}).`, { cause });
  });

type Given = ReturnType<typeof readOptions<typeof PAYOUT_OPTIONS>>;

async function asked(given: Given): Promise<Published & { readonly proof: string }> {
  const round = required('verify payout', 'round', given.round);
  const model = required('verify payout', 'model', given.model);
  if (given.server !== undefined) return askRound(given.server, round, model);
  const folder = given.data ?? process.env['ROBATA_DATA'] ?? '.robata';
  const database = given.database ?? process.env['DATABASE_URL'] ?? null;
  return (await withOperator('verify payout', folder, database, (send) =>
    send('round proof', { number: round, model }, undefined),
  )) as Published & { readonly proof: string };
}

/** What everybody may ask. */
async function askRound(server: string, round: number, model: string): Promise<Published & { readonly proof: string }> {
  const ask = async (path: string): Promise<string> =>
    (await askServer('verify payout', server, `/api/rounds/${round}${path}`)).toString();
  const proof = await ask(`/payouts/${encodeURIComponent(model)}/proof`);
  const page = safeJson(await ask('')) as { round?: Partial<Published> } | null;
  return { proof, payoutRoot: page?.round?.payoutRoot ?? null, planHash: page?.round?.planHash ?? null };
}
