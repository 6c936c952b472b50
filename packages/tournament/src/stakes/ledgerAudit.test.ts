import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openPglite } from '../storage/openStorage.ts';
import type { SqlStorage } from '../storage/sqlStorage.ts';
import { auditLedger, type LedgerReport } from './ledgerAudit.ts';
import { askedLedgerFacts, ledgerFactCommands } from './ledgerFacts.ts';
import { type PlayedRounds, playedRounds } from './testing/playedRounds.ts';

/** What somebody did to the database behind our back, and what must be found. */
interface Tampering {
  readonly what: string;
  readonly sql: string;
  readonly undo: string;
  readonly where: RegExp;
  readonly fault: string;
}

const TAMPERINGS: readonly Tampering[] = [
  {
    what: 'a line of an entry moved more',
    sql: "update ledger_line set amount = amount + 1 where sequence = 2 and account = 'wallet:account1'",
    undo: "update ledger_line set amount = amount - 1 where sequence = 2 and account = 'wallet:account1'",
    where: /^account wallet:account1$/,
    fault: 'balance_differs',
  },
  {
    what: 'the body of an entry says another amount',
    sql: 'update ledger_entry set body = replace(body, \'"150"\', \'"151"\') where sequence = 2',
    undo: 'update ledger_entry set body = replace(body, \'"151"\', \'"150"\') where sequence = 2',
    where: /^entry 2$/,
    fault: 'body_differs',
  },
  {
    what: 'the body of an entry cannot be read',
    sql: "update ledger_entry set body = 'x' || body where sequence = 3",
    undo: 'update ledger_entry set body = substr(body, 2) where sequence = 3',
    where: /^entry 3$/,
    fault: 'malformed',
  },
  {
    what: 'a column beside the body differs',
    sql: "update ledger_entry set idempotency_key = 'another' where sequence = 4",
    undo: "update ledger_entry set idempotency_key = 'd2' where sequence = 4",
    where: /^entry 4$/,
    fault: 'column_differs',
  },
  {
    what: 'an entry is gone',
    sql: 'create temp table gone as select * from ledger_entry where sequence = 5; delete from ledger_entry where sequence = 5',
    undo: 'insert into ledger_entry select * from gone; drop table gone',
    where: /^entry 6$/,
    fault: 'sequence_gap',
  },
  {
    what: 'a payout was changed',
    sql: 'update payout set amount = amount + 1 where round = 1 and model = 2',
    undo: 'update payout set amount = amount - 1 where round = 1 and model = 2',
    where: /^round 1, model 2$/,
    fault: 'payout_differs',
  },
  {
    what: 'a payout is gone',
    sql: 'create temp table kept as select * from payout where round = 1 and model = 1; delete from payout where round = 1 and model = 1',
    undo: 'insert into payout select * from kept; drop table kept',
    where: /^round 1, model 1$/,
    fault: 'payout_missing',
  },
  {
    what: 'what was at risk was changed',
    sql: 'update entry set at_risk = at_risk - 1 where round = 2 and model = 3',
    undo: 'update entry set at_risk = at_risk + 1 where round = 2 and model = 3',
    where: /^round 2, model 3$/,
    fault: 'at_risk_differs',
  },
  {
    what: 'a plan has another hash',
    sql: "update payout_plan set hash = 'a' || substr(hash, 2) where round = 1",
    undo: "update payout_plan set hash = (select body->>'planHash' from round where number = 1) where round = 1",
    where: /^round 1$/,
    fault: 'plan_hash_differs',
  },
  {
    what: 'another Merkle root was published',
    sql: `update round set body = jsonb_set(body, '{payoutRoot}', '"00"') || jsonb_build_object('was', body->'payoutRoot') where number = 1`,
    undo: `update round set body = (body || jsonb_build_object('payoutRoot', body->'was')) - 'was' where number = 1`,
    where: /^round 1$/,
    fault: 'payout_root_differs',
  },
  {
    what: 'a resolved round is stored as one that is not',
    sql: `update round set body = jsonb_set(body, '{state}', '"scoring"') where number = 1`,
    undo: `update round set body = jsonb_set(body, '{state}', '"resolved"') where number = 1`,
    where: /^round 1$/,
    fault: 'state_differs',
  },
  {
    what: 'a round that was not resolved is stored as resolved',
    sql: `update round set body = jsonb_set(body, '{state}', '"resolved"') where number = 2`,
    undo: `update round set body = jsonb_set(body, '{state}', '"scoring"') where number = 2`,
    where: /^round 2$/,
    fault: 'resolution_missing',
  },
];

describe('the audit of a database', () => {
  let storage: SqlStorage;
  let played: PlayedRounds;
  before(async () => {
    storage = await openPglite(null);
    played = await playedRounds(storage, 4);
    for (const days of [0, 0.5, 1, 2, 2.5]) {
      played.at(days);
      await played.work();
    }
    played.at(3);
    await played.work();
    await played.engine.cancel(3, 'The data of that day were wrong.');
  });
  after(() => storage.close());

  const audit = (): Promise<LedgerReport> => {
    // As JSON, as it travels from a server.
    const commands = ledgerFactCommands(storage);
    const context = { operator: {} as never };
    return auditLedger(
      askedLedgerFacts(async (words, input) => JSON.parse(JSON.stringify(await commands[words]?.(input, context)))),
    );
  };

  it('finds nothing in what the program wrote, while rounds are under way', async () => {
    const report = await audit();
    assert.deepEqual([report.status, report.faults], ['verified', []]);
    assert.deepEqual([report.rounds, report.resolved, report.head.sequence > 12], [4, 1, true]);
  });

  for (const { what, sql, undo, where, fault } of TAMPERINGS) {
    it(`finds that ${what}`, async () => {
      const tamper = (text: string) =>
        storage.executeSql(`set session_replication_role = replica; ${text}; set session_replication_role = default`);
      await tamper(sql);
      try {
        const { status, faults } = await audit();
        assert.equal(status, 'faulty');
        assert.ok(
          faults.some((found) => found.fault === fault && where.test(found.where)),
          JSON.stringify(faults.slice(0, 5)),
        );
      } finally {
        await tamper(undo);
      }
      assert.equal((await audit()).status, 'verified', 'and nothing once it is mended');
    });
  }

  it('looks at no entry that came after the balances', async () => {
    const facts = askedLedgerFacts(async (words, input) => {
      const commands = ledgerFactCommands(storage);
      const answer = await commands[words]?.(input, { operator: {} as never });
      if (words !== 'ledger balances') return answer;
      played.at(5);
      await played.work();
      return answer;
    });
    const report = await auditLedger(facts);
    assert.deepEqual(report.faults, []);
    assert.ok((await audit()).head.sequence > report.head.sequence);
  });
});
