import type { OwnModel, TournamentName } from '@robata/client';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { CopyLine } from '../components/CopyLine.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { client } from '../data/client.ts';
import { useOwnChanged, useOwnModels } from '../data/own.ts';
import { Field } from '../forms/Field.tsx';
import { Form } from '../forms/Form.tsx';
import { WebhookPart } from './WebhookPart.tsx';

/** The slots that one submits with. */
export function ModelsPage() {
  return (
    <>
      <PageHead title="Models">
        <p>Each model submits by itself, stands on the leaderboard under its name, and has its own stake.</p>
      </PageHead>
      <Section title="New model">
        <NewModel />
      </Section>
      <QueryView query={useOwnModels()}>
        {(models) =>
          models.length === 0 ? (
            <Empty>There is no model yet: give your first one a name.</Empty>
          ) : (
            models.map((model) => <Model key={model.id} model={model} />)
          )
        }
      </QueryView>
    </>
  );
}

function NewModel() {
  const changed = useOwnChanged();
  const [count, setCount] = useState(0);
  return (
    <Form
      // A new model begins with an empty form.
      key={count}
      label="New model"
      button="Make the model"
      isInline
      onSubmit={async ({ text }) => {
        await client.account.createModel({
          name: text('name').trim(),
          tournament: text('tournament') as TournamentName,
        });
        // Before the list shows the new one: what is typed from then on stays.
        setCount(count + 1);
        await changed();
      }}
    >
      <Field name="name" label="Name" autoComplete="off" maxLength={32} placeholder="my_first_model" />
      <div className="field">
        <label htmlFor="new-model-tournament">Tournament</label>
        <select id="new-model-tournament" name="tournament" defaultValue="classic">
          <option value="classic">classic: our data</option>
          <option value="signals">signals: your data, by ticker</option>
        </select>
      </div>
    </Form>
  );
}

function Model({ model }: { readonly model: OwnModel }) {
  const [part, setPart] = useState<'none' | 'about' | 'webhook'>('none');
  const toggle = (name: 'about' | 'webhook') => () => setPart(part === name ? 'none' : name);
  return (
    <Section
      title={model.name}
      aside={
        <span className="acts">
          <span className="badge">{model.tournament}</span>
          <Link to="/models/$name" params={{ name: model.name }}>
            Scores
          </Link>
          <Link to="/submit">Submit</Link>
          <Link to="/wallet/$model" params={{ model: model.name }}>
            Stake
          </Link>
          <button type="button" className="button" aria-expanded={part === 'about'} onClick={toggle('about')}>
            Change<span className="unseen"> {model.name}</span>
          </button>
          <button type="button" className="button" aria-expanded={part === 'webhook'} onClick={toggle('webhook')}>
            Webhook<span className="unseen"> of {model.name}</span>
          </button>
        </span>
      }
    >
      {model.bio !== '' && <p>{model.bio}</p>}
      {model.linkUrl !== null && (
        <p>
          <a href={model.linkUrl} rel="noreferrer nofollow">
            {model.linkText ?? model.linkUrl}
          </a>
        </p>
      )}
      <CopyLine text={model.id} label={`the id of ${model.name}`} name="Model id" />
      {part === 'about' && <ChangeModel model={model} onDone={() => setPart('none')} />}
      {part === 'webhook' && <WebhookPart model={model} />}
    </Section>
  );
}

function ChangeModel({ model, onDone }: { readonly model: OwnModel; readonly onDone: () => void }) {
  const changed = useOwnChanged();
  const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());
  return (
    <Form
      label={`Change ${model.name}`}
      button="Save"
      onSubmit={async ({ text }) => {
        await client.account.changeModel(model.id, {
          ...(text('name').trim() !== model.name && { name: text('name').trim() }),
          bio: text('bio'),
          linkUrl: orNull(text('linkUrl')),
          linkText: orNull(text('linkText')),
        });
        await changed();
        onDone();
      }}
    >
      <Field
        name="name"
        label="Name"
        defaultValue={model.name}
        maxLength={32}
        autoComplete="off"
        hint="Its scores and stake stay with it whatever it is called."
      />
      <Field name="bio" label="About it" defaultValue={model.bio} rows={3} maxLength={1000} hint="Everybody sees it." />
      <Field
        name="linkUrl"
        label="Link"
        defaultValue={model.linkUrl ?? ''}
        type="url"
        required={false}
        maxLength={500}
      />
      <Field name="linkText" label="What the link says" defaultValue={model.linkText ?? ''} required={false} />
    </Form>
  );
}
