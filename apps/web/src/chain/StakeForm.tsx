import { type OwnChainModel, ServerAnswerError } from '@robata/client';
import type { VaultAct } from '@robata/contracts/calls';
import type { ReactNode } from 'react';
import type { VaultActKind } from '../search.ts';
import { Act } from '../forms/Act.tsx';
import { Field } from '../forms/Field.tsx';
import { Form } from '../forms/Form.tsx';
import { amountOf, unitsOf } from '../wallet/amounts.ts';
import { ExactTokens } from '../wallet/ExactTokens.tsx';

export interface Sending {
  readonly model: OwnChainModel;
  /** Tokens of the connected account; null where no wallet says it. */
  readonly balance: string | null;
  /** Tokens that the vault takes at once, at least; null where no wallet says it. */
  readonly least: string | null;
  /** Whether the vault lets everybody leave now. */
  readonly isExitOpen: boolean;
  /** Throws a sentence. */
  readonly send: (act: VaultAct, says: string) => Promise<void>;
}

interface StakeFormProps {
  readonly act: Exclude<VaultActKind, 'claim'>;
  readonly sending: Sending;
}

/** What one act needs, what it does, and its button. */
export function StakeForm({ act, sending }: StakeFormProps) {
  const { model, balance, least, isExitOpen, send } = sending;
  const { name, latest } = model;
  const key = model.key as `0x${string}`;
  switch (act) {
    case 'deposit':
      return (
        <Amounts
          sending={sending}
          label={`Deposit on ${name}`}
          button="Deposit"
          hint={
            <>
              {balance !== null && (
                <>
                  In your wallet: <ExactTokens amount={balance} />.{' '}
                </>
              )}
              {least !== null && least !== '0' && (
                <>
                  The vault takes <ExactTokens amount={least} /> at least.{' '}
                </>
              )}
              It is asked to sign a permit first, or to approve the amount where the token knows no permits.
            </>
          }
          actOf={(amount) => ({ kind: 'deposit', key, amount, permit: null })}
          most={null}
        >
          It counts from the next close of a round on, once it has its confirmations.
        </Amounts>
      );
    case 'release':
      return (
        <Amounts
          sending={sending}
          label={`Release from ${name}`}
          button="Release"
          hint={
            <>
              In the stake: <ExactTokens amount={latest.active} />.
            </>
          }
          actOf={(amount) => ({ kind: 'release', key, amount })}
          most={latest.active}
        >
          No further round counts it. It can be withdrawn once every round that counted it is final, or when the vault's
          delay is over; until then those rounds can burn it.
        </Amounts>
      );
    case 'restake':
      return (
        <Amounts
          sending={sending}
          label={`Stake again on ${name}`}
          button="Stake it again"
          hint={
            <>
              Available: <ExactTokens amount={latest.available} />.
            </>
          }
          actOf={(amount) => ({ kind: 'restake', key, amount })}
          most={latest.available}
        >
          What is available becomes stake, which the next round that closes counts.
        </Amounts>
      );
    case 'withdraw':
      return (
        <>
          <p>
            Due now: <ExactTokens amount={latest.withdrawable} /> tokens, from {name} to your own address.
            {latest.unproved &&
              ' Releases that are due wait for a claim, because a burn may still be taken out of them.'}
          </p>
          {latest.withdrawable === '0' ? (
            <p className="muted">
              Nothing is due: release some of the stake, or claim what was paid. What is released comes when its rounds
              are final.
            </p>
          ) : (
            <Act onAct={() => send({ kind: 'withdraw', key }, `Withdrawal of ${latest.withdrawable} from ${name}`)}>
              Withdraw it
            </Act>
          )}
        </>
      );
    case 'exit':
      return isExitOpen ? (
        <>
          <p>
            Takes all of {name} out of the vault to your own address, without delay: what is active, pending and
            available, <ExactTokens amount={amountOf(heldOf(latest))} /> tokens in all. Payouts that are not claimed yet
            are not among it: claim them first. Rounds that are open count the stake no more.
          </p>
          <Act
            confirm="Leave the vault?"
            onAct={() => send({ kind: 'exit', key }, `Exit of ${name} with ${amountOf(heldOf(latest))}`)}
          >
            Take everything out
          </Act>
        </>
      ) : (
        <p className="muted">
          Nothing can leave at once: the vault opens this way only once no settlement has become final for months.
          Release and withdraw the usual way.
        </p>
      );
    case 'compounding': {
      const into = latest.compounds ? 'available' : 'stake';
      return (
        <>
          <p>
            Payouts of {name} become <strong>{latest.compounds ? 'stake' : 'available'}</strong> when they are claimed.
            {latest.compounds
              ? ' Rounds count them from the next close on.'
              : ' They can be withdrawn, or staked again.'}
          </p>
          <Act
            onAct={() =>
              send({ kind: 'compounding', key, compounds: !latest.compounds }, `Payouts of ${name} become ${into}`)
            }
          >
            Let them become {into}
          </Act>
        </>
      );
    }
  }
}

const heldOf = ({ active, pending, available }: OwnChainModel['latest']): bigint =>
  unitsOf(active) + unitsOf(pending) + unitsOf(available);

interface AmountsProps {
  readonly sending: Sending;
  readonly label: string;
  readonly button: string;
  readonly hint: ReactNode;
  readonly actOf: (amount: bigint) => VaultAct;
  /** A decimal text; null where the wallet knows it. */
  readonly most: string | null;
  readonly children: ReactNode;
}

function Amounts({ sending, label, button, hint, actOf, most, children }: AmountsProps) {
  return (
    <Form
      label={label}
      button={button}
      onSubmit={async ({ text }) => {
        const typed = text('amount').trim();
        const amount = amountIn(typed);
        if (most !== null && amount > unitsOf(most)) throw faultOf(`There are ${most}: take that, or less.`);
        const [verb, ...rest] = label.split(' ');
        await sending.send(actOf(amount), `${verb} ${typed} ${rest.join(' ')}`);
      }}
    >
      <Field name="amount" label="Amount" inputMode="decimal" autoComplete="off" maxLength={60} hint={hint} />
      <p className="muted">{children}</p>
    </Form>
  );
}

function amountIn(text: string): bigint {
  let amount = 0n;
  try {
    amount = unitsOf(text);
  } catch {
    throw faultOf(`'${text}' is no amount: write it as 12.5, with 18 places at most.`);
  }
  if (amount <= 0n) throw faultOf('Take an amount above 0.');
  return amount;
}

/** Stands beside the field, as a refusal of the server's would. */
const faultOf = (sentence: string): ServerAnswerError =>
  new ServerAnswerError(422, sentence, { code: 'invalid_amount', field: 'amount' });
