import { type OptionSpec, readOptions } from '../../options.ts';
import { UsageError } from '../../usageError.ts';
import { withOperator } from '../admin/operatorChannel.ts';

export const LEDGER_OPTIONS = {
  data: { type: 'string', value: 'DIR', help: 'the data folder (default: ROBATA_DATA, then ./.robata)' },
  database: { type: 'string', value: 'URL', help: 'the PostgreSQL that holds the tournament (default: DATABASE_URL)' },
  json: { type: 'boolean', help: 'print the report as one line of JSON' },
} as const satisfies Record<string, OptionSpec>;

/** Asks the running server of the folder for what is stored, or opens the database itself; the auditing is done here in both cases. */
export async function verifyLedger(values: readonly string[], words: readonly string[]): Promise<number> {
  if (values.length > 0) throw new UsageError(`robata verify ledger takes no '${values[0]?.slice(0, 60)}'.`);
  const given = readOptions('verify ledger', LEDGER_OPTIONS, words);
  const folder = given.data ?? process.env['ROBATA_DATA'] ?? '.robata';
  const database = given.database ?? process.env['DATABASE_URL'] ?? null;
  const report = await withOperator('verify ledger', folder, database, async (send) => {
    const { askedLedgerFacts, auditLedger } = await import('@robata/tournament/audits');
    return auditLedger(askedLedgerFacts((command, input) => send(command, input, undefined)));
  });
  const { status, head, accounts, rounds, resolved, faults } = report;
  if (given.json) console.log(JSON.stringify(report));
  else for (const { where, fault, detail } of faults) console.log(`${where}: ${detail} (${fault})`);
  const [first] = faults;
  if (status === 'faulty' && first !== undefined) {
    throw new Error(
      `the ledger does not verify: ${faults.length === 1 ? 'one difference' : `${faults.length} differences`}, the first at ${first.where} (${first.fault}). ${first.detail}`,
    );
  }
  if (!given.json) {
    console.log(
      `The ledger verifies: ${head.sequence} entries, ${accounts} accounts, ${rounds} rounds of which ${resolved} resolved. Its last hash is ${head.hash}.`,
    );
  }
  return 0;
}
