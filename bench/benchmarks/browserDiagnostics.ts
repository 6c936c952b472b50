import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BROWSER_DECOMPRESSORS, DIAGNOSTICS_FORMAT, diagnose, readHere } from '@robata/tournament/diagnostics';
import { validationFolder } from '@robata/tournament';
import type { Browser, Page } from 'playwright-core';
import { buildWeb } from '../../apps/server/tests/buildWeb.ts';
import { openBrowser } from '../../apps/server/tests/openBrowser.ts';
import { participantServer } from '../../apps/server/tests/participantServer.ts';
import { createParquetFile } from '../../packages/market/src/release/parquetFile.ts';
import type { Benchmark, Sizes } from '../benchmark.ts';
import type { Folder } from '../folder.ts';
import { measure } from '../measure.ts';
import { seededRandom } from '../randomInput.ts';

const PREDICTIONS = 'predictions.csv';
const FILES = ['validation.parquet', 'validation_example_preds.parquet', 'meta_model.parquet', 'features.json'];
const PROPORTIONS = Array.from({ length: 11 }, (_, k) => k / 10);
const PATIENCE_MS = 600_000;
const FIRST_ERA = 575;

/** The validation files of a release, an era at a time, and predictions of all of it. */
function writeRelease({ rounds: eras, stocks, features, seed }: Sizes, path: string): void {
  const random = seededRandom(seed);
  const names = Array.from({ length: features }, (_, k) => `feature_${k}`);
  const labels = ['id', 'era', 'data_type'].map((name) => ({ name, kind: 'text' as const }));
  const file = (name: string, columns: readonly { name: string; kind: 'int8' | 'double' }[]) =>
    createParquetFile(join(path, name), [...labels, ...columns]);
  const double = (name: string) => ({ name, kind: 'double' as const });
  const validation = file(FILES[0], [...names.map((name) => ({ name, kind: 'int8' as const })), double('target')]);
  const example = file(FILES[1], [double('prediction')]);
  const metaModel = file(FILES[2], [double('meta_model')]);
  const lines = ['id,prediction'];
  for (let e = 0; e < eras; e++) {
    const era = String(FIRST_ERA + e).padStart(4, '0');
    const ids = Array.from(
      { length: stocks },
      (_, i) => `n${Math.floor(random() * 2 ** 32).toString(16)}${i.toString(16)}`,
    );
    const cells = [ids, ids.map(() => era), ids.map(() => 'validation')];
    const truth = Float64Array.from(ids, random);
    const seen = (share: number) => truth.map((value) => share * value + (1 - share) * random());
    const bins = names.map((_, k) =>
      Int8Array.from(k % 7 === 0 ? seen(0.4) : truth.map(random), (x) => Math.floor(5 * x)),
    );
    validation.append([...cells, ...bins, seen(0.05).map((x) => Math.floor(5 * x) / 4)]);
    example.append([...cells, seen(0.7)]);
    metaModel.append([...cells, seen(0.6)]);
    seen(0.5).forEach((value, i) => lines.push(`${ids[i]},${value.toFixed(8)}`));
  }
  for (const each of [validation, example, metaModel]) each.close();
  writeFileSync(join(path, FILES[3]), JSON.stringify({ feature_sets: { medium: names } }));
  writeFileSync(join(path, PREDICTIONS), `${lines.join('\n')}\n`);
}

/** What the page says of the file, and its figures. */
async function dropped(page: Page, path: string): Promise<{ seconds: number; figures: string }> {
  await page.locator('.drop-zone input').setInputFiles(path);
  await page.getByText(/computed here in/).waitFor({ timeout: PATIENCE_MS });
  const [, seconds] = /computed here in ([\d.]+) s/.exec((await page.locator('main').textContent()) ?? '') ?? [];
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the figures as JSON' }).click();
  return { seconds: Number(seconds), figures: await readFile(await (await saved).path(), 'utf8') };
}

/** CPU seconds and peak megabytes of the browser's processes so far. */
async function costOf(browser: Browser): Promise<{ cpuSeconds: number; peakMemoryMb: number }> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const peaks = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0) / 1024);
  return {
    cpuSeconds: processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0),
    peakMemoryMb: Math.max(0, ...peaks),
  };
}

async function inBrowser(folder: Folder, browser: Browser) {
  const web = mkdtempSync(join(tmpdir(), 'robata-bench-web-'));
  await buildWeb(web);
  const server = await participantServer(web);
  try {
    const release = join(server.services.place.datasetFolder, 'v1.0');
    for (const name of FILES) cpSync(join(folder.path, name), join(release, name));
    const page = await (await browser.newContext({ acceptDownloads: true })).newPage();
    await page.goto(`${server.origin}/diagnostics`);
    const first = await dropped(page, join(folder.path, PREDICTIONS));
    // The files are local now; what the first visit made is gone.
    await page.reload();
    const before = await costOf(browser);
    const second = await dropped(page, join(folder.path, PREDICTIONS));
    const after = await costOf(browser);
    return {
      cpuSeconds: after.cpuSeconds - before.cpuSeconds,
      wallSeconds: second.seconds,
      peakMemoryMb: after.peakMemoryMb,
      figures: second.figures,
      firstSeconds: first.seconds,
    };
  } finally {
    await browser.close();
    await server.close();
    await rm(web, { recursive: true });
  }
}

export const browserDiagnostics: Benchmark = {
  name: 'browser-diagnostics',
  shows:
    'diagnostics of a validation file in Chromium, files local: every score, exposures, eleven steps of neutralization; the server’s function in Node beside it.',
  goal: '100 eras × 5,000 stocks × 420 features in at most 10 s on two cores, and the bits of the server',
  defaults: { rounds: 100, stocks: 5000, features: 420 },
  smallest: { stocks: 400, features: 2, rounds: 2 },
  generate: (sizes, folder) => writeRelease(sizes, folder.path),
  async ours(_, folder) {
    const browser = await openBrowser();
    const page = typeof browser === 'string' ? null : await inBrowser(folder, browser);
    if (page !== null) folder.writeValues('browser', page.figures);
    const bytes = new Uint8Array(readFileSync(join(folder.path, PREDICTIONS)));
    const node = await measure(async () => {
      const file = await readHere(bytes, DIAGNOSTICS_FORMAT, BROWSER_DECOMPRESSORS);
      const data = await validationFolder(folder.path);
      if (data === null) throw new Error('there is no release');
      const directionOf = async () => null;
      const { report, detail } = await diagnose(file, data, { proportions: PROPORTIONS, directionOf });
      return JSON.stringify({ report, detail });
    });
    folder.writeValues('node', node.result);
    const { cpuSeconds, wallSeconds, peakMemoryMb } = page ?? node;
    return {
      cpuSeconds,
      wallSeconds,
      ...(peakMemoryMb !== undefined && { peakMemoryMb }),
      details: {
        ...(typeof browser === 'string' ? { withoutBrowser: browser } : { firstSeconds: page?.firstSeconds }),
        nodeCpuSeconds: node.cpuSeconds,
        nodeWallSeconds: node.wallSeconds,
      },
    };
  },
  judge({ rounds, stocks, features }, folder) {
    const isSame = folder.has('browser')
      ? folder.readValues<string>('browser') === folder.readValues<string>('node')
      : null;
    return {
      accuracy: isSame === null ? null : isSame ? 0 : 1,
      accuracyMeaning: '0: the figures that the page saves are those of the server’s function in Node, to the last bit',
      details: { eras: rounds, stocks, features },
    };
  },
};
