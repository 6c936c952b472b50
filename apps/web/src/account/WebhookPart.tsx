import type { OwnModel, OwnWebhookCall } from '@robata/client';
import { CopyLine } from '../components/CopyLine.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { client } from '../data/client.ts';
import { useOwnChanged, useOwnWebhook } from '../data/own.ts';
import { formatTime } from '../format/formatTime.ts';
import { formatNumber } from '../format/formatNumber.ts';
import { Act } from '../forms/Act.tsx';
import { Field } from '../forms/Field.tsx';
import { Form } from '../forms/Form.tsx';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';

const CAUSES = { round_open: 'round opened', reminder: 'reminder', on_demand: 'by hand' } as const;

const COLUMNS: readonly Column<OwnWebhookCall>[] = [
  { key: 'at', header: 'Called', cell: ({ calledAt }) => formatTime(calledAt), isText: true, isRowHeader: true },
  {
    key: 'ok',
    header: 'Answer',
    cell: ({ ok, status }) => (
      <span className={`badge ${ok ? 'badge-good' : 'badge-bad'}`}>{status ?? (ok ? 'ok' : 'none')}</span>
    ),
    isText: true,
  },
  { key: 'cause', header: 'Because', cell: ({ cause }) => CAUSES[cause], isText: true },
  { key: 'round', header: 'Round', cell: ({ round }) => round ?? '–' },
  { key: 'attempt', header: 'Attempt', cell: ({ attempt }) => attempt },
  { key: 'took', header: 'Took', cell: ({ milliseconds }) => `${formatNumber(milliseconds)} ms` },
  {
    key: 'said',
    header: 'It said',
    cell: ({ reason, answer }) => <span className="message">{reason ?? (answer.slice(0, 200) || '–')}</span>,
    isText: true,
  },
];

/** The address that is called when a round opens, and the log of the calls. */
export function WebhookPart({ model }: { readonly model: OwnModel }) {
  const query = useOwnWebhook(model.id);
  const changed = useOwnChanged();
  return (
    <QueryView query={query}>
      {({ webhook, calls }) => (
        <div className="part">
          <p className="muted">
            This address is called when a round opens, and again at half time where nothing was submitted: let it
            compute and submit.
          </p>
          <Form
            key={webhook?.url ?? ''}
            label={`Webhook of ${model.name}`}
            button="Save"
            isInline
            aside={
              webhook !== null && (
                <>
                  <Act
                    onAct={async () => {
                      // A call that fails is in the log with its reason.
                      await client.account.callWebhook(model.id).finally(changed);
                    }}
                  >
                    Call it now
                  </Act>
                  <Act
                    confirm="Remove it?"
                    label={`Remove the webhook of ${model.name}`}
                    onAct={async () => {
                      await client.account.setWebhook(model.id, null);
                      await changed();
                    }}
                  >
                    Remove
                  </Act>
                </>
              )
            }
            onSubmit={async ({ text }) => {
              await client.account.setWebhook(model.id, text('url').trim());
              await changed();
            }}
          >
            <Field
              name="url"
              label="Address"
              type="url"
              autoComplete="off"
              defaultValue={webhook?.url ?? ''}
              placeholder="https://example.org/hook"
            />
          </Form>
          {webhook !== null && (
            <CopyLine text={webhook.secret} label="the secret that signs the calls" name="Signing secret" />
          )}
          {webhook !== null &&
            (calls.length === 0 ? (
              <Empty>It was not called yet.</Empty>
            ) : (
              <DataTable
                caption={`Calls of the webhook of ${model.name}, newest first`}
                columns={COLUMNS}
                rows={calls}
                rowKey={({ triggerId, attempt }) => `${triggerId} ${attempt}`}
                pageRows={10}
              />
            ))}
        </div>
      )}
    </QueryView>
  );
}
