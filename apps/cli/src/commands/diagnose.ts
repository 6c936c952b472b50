import { openAsBlob } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { localRelease, type LocalRelease, robataClient } from '@robata/client';
import { diagnosePart, DomainError, type LocalDiagnosis } from '@robata/client/diagnostics';
import type { Command } from '../command.ts';
import { type OptionSpec, readOptions } from '../options.ts';
import { splitWords } from '../positional.ts';
import { textTable } from '../textTable.ts';
import { UsageError } from '../usageError.ts';
import { folderStore } from './diagnose/folderStore.ts';
import { serverOf } from './submit/server.ts';

const OPTIONS = {
  server: {
    type: 'string',
    value: 'URL',
    help: 'whose validation data to take (default: ROBATA_SERVER, or http://localhost:8080)',
  },
  cache: { type: 'string', value: 'DIR', help: 'where downloaded data is kept (default ~/.cache/robata)' },
  gradient: {
    type: 'string',
    value: 'F',
    help: 'write id,era,gradient: the derivative of each era’s TC by the gaussianized rank of each stock; needs no FILE',
  },
  json: { type: 'boolean', help: 'print everything as one line of JSON' },
} as const satisfies Record<string, OptionSpec>;

/**
 * Diagnoses predictions of the validation eras on this machine, with the server's function and bits; nothing is uploaded. TC by gradient is linear in
 * a model's gaussianized ranks, so that its derivative by them is one vector for each era: what a model can be trained against.
 */
export const diagnoseCommand: Command = {
  name: 'diagnose',
  summary: 'scores of a validation FILE with estimated TC, computed here; TC’s gradient to train against',
  options: OPTIONS,
  async run(words) {
    const { values, rest } = splitWords(OPTIONS, words);
    const given = readOptions('diagnose', OPTIONS, rest);
    const [path] = values;
    if (values.length > 1 || (path === undefined && given.gradient === undefined)) {
      throw new UsageError(
        'robata diagnose: name one file, as in robata diagnose validation.csv, or write --gradient.',
      );
    }
    const origin = serverOf(given.server, process.env);
    const store = folderStore(given.cache ?? join(homedir(), '.cache', 'robata'));
    const release = await localRelease(robataClient({ origin }), store).catch((error: unknown) => {
      throw error instanceof TypeError
        ? new Error(`the server at ${origin} does not answer, and nothing of it is kept here: check the address.`, {
            cause: error,
          })
        : error;
    });
    if (release === null) throw new Error(`the server at ${origin} has no validation data yet: ask again later.`);
    if (given.gradient !== undefined) await writeGradient(given.gradient, release);
    if (path === undefined) return 0;
    const diagnosis = await diagnosed(path, release);
    console.log(given.json ? JSON.stringify({ ...diagnosis.report, message: diagnosis.message }) : tableOf(diagnosis));
    return 0;
  },
};

async function diagnosed(path: string, release: LocalRelease): Promise<LocalDiagnosis> {
  const file = await openAsBlob(path).catch((cause: unknown) => {
    throw new UsageError(`robata diagnose: the file ${path} cannot be read.`, { cause });
  });
  try {
    const { eras, join } = await diagnosePart({ file, release, part: { number: 0, of: 1 } });
    return join(eras);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new UsageError(`robata diagnose: ${path}: ${error.message} ${error.remedy ?? ''}`.trimEnd(), {
      cause: error,
    });
  }
}

async function writeGradient(path: string, { directions }: LocalRelease): Promise<void> {
  const lines = ['id,era,gradient'];
  for (const [era, { ids, values }] of [...directions].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (values !== null) ids.forEach((id, row) => lines.push(`${id},${era},${values[row]}`));
  }
  if (lines.length === 1) {
    throw new Error('no round of the validation eras has resolved yet: there is no TC to take a gradient of.');
  }
  await writeFile(path, `${lines.join('\n')}\n`);
}

const DIGITS = 5;

function tableOf({ report, message }: LocalDiagnosis): string {
  const rows = Object.entries(report.figures).map(([name, value]) => [
    name,
    typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(DIGITS) : String(value ?? '–'),
  ]);
  return [textTable(rows), ...(message === null ? [] : [message])].join('\n');
}
