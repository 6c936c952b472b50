import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { test } from 'node:test';
import { syntheticSeason } from '../../tests/syntheticSeason.ts';
import { served } from './testing/served.ts';

/** Checkouts of the Python client, separated as paths are: each release has documents of its own. */
const FOLDERS = process.env['NUMERAPI_SRC']?.split(delimiter).filter(Boolean) ?? [];
const skip = FOLDERS.length === 0 ? 'NUMERAPI_SRC names no checkout of numerapi' : false;

/** What the client puts in where a field's name is filled in at run time. */
const AUTHS = ['submission_upload_auth', 'submissionUploadSignalsAuth', 'diagnosticsUploadAuth'];
const PROFILES = ['v3UserProfile', 'v2SignalsProfile'];

/** The GraphQL documents in a Python file: its texts in three quotes that begin as one; those made at run time with each of their names. */
function documentsIn(python: string): string[] {
  const documents: string[] = [];
  for (const [, prefix, , text] of python.matchAll(/(\bf)?("""|''')((?:(?!\2)[^])*)\2/g)) {
    const document = text as string;
    if (!/^\s*(?:query|mutation|\{)(?:\s|\(|\{|$)/.test(document)) continue;
    if (prefix === undefined) documents.push(document);
    else {
      const names = /\(modelName:/.test(document) ? PROFILES : AUTHS;
      const filled = (name: string): string => document.replaceAll(/(?<!\{)\{\w+\}(?!\})/g, name);
      documents.push(...names.map((name) => filled(name).replaceAll('{{', '{').replaceAll('}}', '}')));
    }
  }
  return documents;
}

const VALUES: Readonly<Record<string, unknown>> = {
  modelId: '6',
  modelid: '6',
  modelName: 'ridge',
  modelname: 'ridge',
  model_name: 'ridge',
  username: 'ridge',
  tournament: 8,
  tournamentNumber: 8,
  limit: 5,
  offset: 0,
  filename: 'v1.0/live.parquet',
  roundNumber: 3,
  number: 3,
  value: '1',
  type: 'increase',
  amount: '1',
  drain: true,
  linkUrl: 'https://example.org',
  id: 'x',
  bio: 'x',
  roundId: '1',
  submissionId: 'x',
  staker: 'x',
  maxAmount: '1',
  corrMultiplier: 1,
  tcMultiplier: 0,
  takeProfit: false,
  version: 1,
  displayName: 'tc',
};
/** Refusals that prove the document reached its resolver. */
const REACHED = new Set(['not_authenticated', 'not_built', 'not_available']);

for (const folder of skip === false ? FOLDERS : ['']) {
  test(`every document of the Python client is valid and answers: ${basename(folder)}`, {
    skip,
  }, async (context) => {
    const files = globSync(join(folder, 'numerapi', '*.py')).sort();
    const documents = files.flatMap((file) => documentsIn(readFileSync(file, 'utf8')));
    const server = await served({ reader: (await syntheticSeason({ rounds: 12 })).storage });
    const refused: string[] = [];
    let answered = 0;
    for (const document of documents) {
      const declared = [...document.matchAll(/\$(\w+)\s*:\s*(\w+)/g)].map(([, name, type]) => {
        const value = VALUES[name as string] ?? null;
        return [name, typeof value === 'number' && type === 'String' ? 'classic' : value] as const;
      });
      const { errors = [] } = await server.ask(document, Object.fromEntries(declared));
      if (errors.length === 0) answered += 1;
      for (const { message, extensions } of errors) {
        if (!REACHED.has(String(extensions?.['code']))) refused.push(`${message}\n${document.slice(0, 300)}`);
      }
    }
    await server.app.close();
    context.diagnostic(
      `${documents.length} documents, ${answered} answered without a token, ${refused.length} refused`,
    );
    assert.deepEqual(refused, []);
    assert.deepEqual(server.failures, []);
    assert.ok(documents.length >= 30, `${documents.length} documents were found`);
  });
}
