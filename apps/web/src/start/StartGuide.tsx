import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { Choice } from '../components/Choice.tsx';
import { CopyLine } from '../components/CopyLine.tsx';
import { Section } from '../components/Section.tsx';
import { addressOf, useOwnKeys, useOwnModels, useVisitor } from '../data/own.ts';
import { type Language, snippet } from './snippets.ts';

const LANGUAGES = [
  { value: 'python', text: 'Python' },
  { value: 'r', text: 'R' },
  { value: 'shell', text: 'Shell' },
  { value: 'cli', text: 'CLI' },
] as const;

/** From nothing to a first submission in three steps; nothing where nobody takes part. */
export function StartGuide() {
  const { data } = useVisitor();
  if (data === undefined || data.participation === 'none') return null;
  return data.account === null ? (
    <Guide address={addressOf(data)} isOpen={data.participation === 'open'} />
  ) : (
    <OwnGuide address={addressOf(data)} />
  );
}

function OwnGuide({ address }: { readonly address: string }) {
  const models = useOwnModels().data;
  const keys = useOwnKeys().data?.filter(({ revokedAt }) => revokedAt === null);
  if (models === undefined || keys === undefined) return null;
  // Who has a model and a key knows the way.
  const isKnown = models.length > 0 && keys.length > 0;
  const guide = (
    <Guide address={address} isOpen model={models[0]} publicId={keys[0]?.publicId} hasModel={models.length > 0} isIn />
  );
  if (!isKnown) return guide;
  return (
    <details className="guide-again">
      <summary>How to submit with a program</summary>
      {guide}
    </details>
  );
}

interface GuideProps {
  readonly address: string;
  readonly isOpen: boolean;
  readonly isIn?: boolean;
  readonly hasModel?: boolean;
  readonly model?: { readonly id: string; readonly name: string } | undefined;
  readonly publicId?: string | undefined;
}

function Guide({ address, isOpen, isIn = false, hasModel = false, model, publicId }: GuideProps) {
  const [language, setLanguage] = useState<Language>('python');
  const code = snippet(language, {
    address,
    publicId: publicId ?? 'PUBLIC_ID',
    modelId: model?.id ?? 'MODEL_ID',
    modelName: model?.name ?? 'MODEL_NAME',
  });
  return (
    <Section title="Take part in three steps">
      <ol className="steps-list">
        <Step title="An account" isDone={isIn}>
          {isIn ? (
            'You are signed in.'
          ) : isOpen ? (
            <>
              <Link to="/sign-up">Sign up</Link> with a name, an e-mail address and a password.
            </>
          ) : (
            'The operator of this server gives them out: ask there.'
          )}
        </Step>
        <Step title="A model and a key" isDone={hasModel && publicId !== undefined}>
          {isIn ? (
            <>
              <Link to="/account/models">Give a model its name</Link> and <Link to="/account/keys">make a key</Link> for
              your program.
            </>
          ) : (
            'Give your first model a name and make a key for your program.'
          )}
        </Step>
        <Step title="A submission" isDone={false}>
          Run this, or <Link to="/submit">drop a file</Link>.
        </Step>
      </ol>
      <Choice label="Language" options={LANGUAGES} value={language} onChange={setLanguage} />
      <CopyLine key={language} text={code} label="the program" />
    </Section>
  );
}

interface StepProps {
  readonly title: string;
  readonly isDone: boolean;
  readonly children: ReactNode;
}

function Step({ title, isDone, children }: StepProps) {
  return (
    <li className={isDone ? 'is-done' : undefined}>
      <strong>{title}</strong>
      {isDone && <span className="unseen"> (done)</span>}
      <span className="step-says">{children}</span>
    </li>
  );
}
