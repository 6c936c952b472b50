import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amount } from '@robata/ledger';
import { parseExecutionsCsv } from './parseExecutionsCsv.ts';

const header = 'execution_id,order_id,quantity,price,cost';
const refusal = (text: string) => {
  const parsed = parseExecutionsCsv(text);
  return parsed.status === 'refused' ? [parsed.line, parsed.sentence] : [];
};

test('executions are read exactly, columns in any order, others left out', () => {
  const parsed = parseExecutionsCsv(
    '\uFEFFprice,venue,cost,order_id,quantity,execution_id\r\n10.05,XNYS,0.1,o1,200,x1\r\n',
  );
  assert.deepEqual(parsed, {
    status: 'parsed',
    executions: [
      {
        id: 'x1',
        orderId: 'o1',
        quantity: amount('200'),
        price: amount('10.05'),
        linearCost: amount('0.1'),
        impactCost: 0n,
      },
    ],
  });
  assert.deepEqual(parseExecutionsCsv(header), { status: 'parsed', executions: [] });
});

test('what cannot be read is refused with its line', () => {
  assert.deepEqual(refusal('order_id,quantity\n'), [1, 'The header lacks execution_id, price, cost.']);
  assert.deepEqual(refusal(''), [1, 'The header lacks execution_id, order_id, quantity, price, cost.']);
  assert.deepEqual(refusal(`${header}\nx1,o1,1,2,3\nx2,o1,ten,2,3`), [3, "quantity 'ten' is no decimal number."]);
  assert.deepEqual(refusal(`${header}\nx1,o1,1,2`), [2, '4 cells under 5 names.']);
  assert.deepEqual(refusal(`${header}\nx1,,1,2,3`), [2, 'An execution needs its own id and that of its order.']);
  assert.deepEqual(refusal(`${header}\n"x1",o1,1,2,3`), [2, 'Cells in quotes are not read.']);
  assert.deepEqual(refusal(`${header}\nx1,o1,1,2,-3`), [2, "The cost '-3' is below 0."]);
  for (const id of ['a\u0000b', '\ud800', 'x'.repeat(101)]) {
    assert.deepEqual(refusal(`${header}\n${id},o1,1,2,3`), [
      2,
      'An execution_id is at most 100 characters that can be seen.',
    ]);
  }
});
