import type { OwnHoldings, StakeChangeInput } from '@robata/client';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { Choice } from '../components/Choice.tsx';
import { client } from '../data/client.ts';
import { useOwnChanged } from '../data/own.ts';
import { Field } from '../forms/Field.tsx';
import type { FormValues } from '../forms/Form.tsx';
import type { StakeChangeKind, StakeSearch } from '../search.ts';
import { ExactTokens } from './ExactTokens.tsx';
import { Review } from './Review.tsx';
import { StakePreview } from './StakePreview.tsx';

const route = getRouteApi('/wallet/$model');

const KINDS = [
  { value: 'increase', text: 'Add' },
  { value: 'decrease', text: 'Take out' },
  { value: 'drain', text: 'Take all out' },
  { value: 'move', text: 'Move' },
] as const;

const CONFIRM: Readonly<Record<StakeChangeKind, string>> = {
  increase: 'Add it',
  decrease: 'Take it out',
  drain: 'Take all out',
  move: 'Move it',
};

interface ChangeStakeProps {
  readonly own: OwnHoldings['models'][number];
  readonly holdings: OwnHoldings;
}

/** Adds to a stake, takes out of it, or moves it; what would happen is shown first. */
export function ChangeStake({ own: { id, name, stake }, holdings: { available, models } }: ChangeStakeProps) {
  const { change: kind = 'increase' }: StakeSearch = route.useSearch();
  const navigate = useNavigate();
  const changed = useOwnChanged();
  const others = models.filter((model) => model.id !== id);
  const most = kind === 'increase' ? available : stake.stake;
  return (
    <>
      <Choice
        label="What to do"
        options={KINDS}
        value={kind}
        onChange={(change) =>
          void navigate({ to: '/wallet/$model', params: { model: name }, search: { change }, resetScroll: false })
        }
      />
      {kind === 'move' && others.length === 0 ? (
        <p className="muted">There is no other model to move it to.</p>
      ) : (
        <Review
          key={kind}
          label={`${KINDS.find(({ value }) => value === kind)?.text}: stake of ${name}`}
          confirm={CONFIRM[kind]}
          onPreview={async (values) => {
            const input = inputOf(kind, values);
            const target = input.type === 'move' ? (models.find((model) => model.id === input.to)?.name ?? null) : null;
            return { input, target, preview: await client.account.previewStake(id, input) };
          }}
          onConfirm={async ({ input }, idempotencyKey) => {
            await client.account.changeStake(id, input, { idempotencyKey });
            await changed();
          }}
          done={({ preview }) => `${preview.change.amount} tokens: done.`}
          fields={
            <>
              {kind === 'move' && (
                <div className="field">
                  <label htmlFor="move-to">To the model</label>
                  <select id="move-to" name="to">
                    {others.map((model) => (
                      <option key={model.id} value={model.id}>
                        {model.name}
                      </option>
                    ))}
                  </select>
                </div>
              )}
              {kind === 'drain' ? (
                <p>
                  Everything in the stake, <ExactTokens amount={stake.stake} /> tokens: what no round counts at once,
                  the rest when the rounds that count it have resolved.
                </p>
              ) : (
                <Field
                  name="amount"
                  label="Amount"
                  inputMode="decimal"
                  autoComplete="off"
                  maxLength={60}
                  hint={
                    <>
                      {kind === 'increase' ? 'In the wallet' : 'In the stake'}: <ExactTokens amount={most} />.
                      {kind === 'increase' && Number(available) === 0 && (
                        <>
                          {' '}
                          Nothing can be added before a <Link to="/wallet">deposit</Link>.
                        </>
                      )}
                    </>
                  }
                />
              )}
            </>
          }
        >
          {({ preview, target }) => <StakePreview preview={preview} model={name} target={target} />}
        </Review>
      )}
    </>
  );
}

function inputOf(kind: StakeChangeKind, { text }: FormValues): StakeChangeInput {
  const amount = text('amount').trim();
  switch (kind) {
    case 'increase':
    case 'decrease':
      return { type: kind, amount };
    case 'drain':
      return { type: 'drain' };
    case 'move':
      return { type: 'move', to: text('to'), amount };
  }
}
