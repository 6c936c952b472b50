import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeFault {
  readonly id: string;
  readonly impact: string | null;
  readonly help: string;
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[];
}

/** axe finds no serious or critical fault on the page as it stands. */
export async function assertAccessible(page: Page, what: string): Promise<void> {
  // Evaluated from outside, which the page's content security policy does not concern.
  await page.evaluate(AXE);
  const faults = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: AxeFault[] }> } };
    return (await axe.run({ resultTypes: ['violations'] })).violations.filter(
      ({ impact }) => impact === 'serious' || impact === 'critical',
    );
  });
  const shown = faults.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n${nodes
        .slice(0, 3)
        .map(({ target, failureSummary }) => `  ${target.join(' ')}: ${failureSummary ?? ''}`)
        .join('\n')}`,
  );
  assert.deepEqual(shown, [], `${what}: accessibility`);
}
