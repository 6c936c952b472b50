import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { openBrowser } from '../apps/server/tests/openBrowser.ts';
import { kernelsDigest } from '../packages/kernels/src/testing/kernelsDigest.ts';

const SOURCE = resolve('packages/kernels/src');

/** The source files as they are but for their types, isolated so that the page may have shared memory. */
const server = createServer((request, response) => {
  const file = resolve(SOURCE, `.${new URL(request.url ?? '/', 'http://localhost').pathname}`);
  const isModule = file.startsWith(SOURCE) && file.endsWith('.ts') && existsSync(file);
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cross-origin-embedder-policy', 'require-corp');
  response.setHeader('content-type', isModule ? 'text/javascript' : 'text/html');
  response.end(isModule ? stripTypeScriptTypes(readFileSync(file, 'utf8')) : '<!doctype html><title>kernels</title>');
});

test('Chromium gets the bits of Node from the same kernels', async (t) => {
  const browser = await openBrowser();
  if (typeof browser === 'string') return t.skip(browser);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const found = await page.evaluate(
      `import('/testing/kernelsDigest.ts').then(({ kernelsDigest }) => kernelsDigest())`,
    );
    assert.equal(found, kernelsDigest());
  } finally {
    await browser.close();
    server.close();
  }
});
