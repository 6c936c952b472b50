import assert from 'node:assert/strict';
import test from 'node:test';
import { browserName } from './browserName.ts';

test('browsers are called what people call them', () => {
  const chrome =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
  assert.equal(browserName(chrome), 'Chrome 142 on Linux');
  assert.equal(browserName(`${chrome} Edg/142.0.1`), 'Edge 142 on Linux');
  const phone =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1';
  assert.equal(browserName(phone), 'Safari 17 on iPhone');
  assert.equal(
    browserName('Mozilla/5.0 (Windows NT 10.0; rv:121.0) Gecko/20100101 Firefox/121.0'),
    'Firefox 121 on Windows',
  );
});

test('what is no browser is called what it says, and nothing a browser', () => {
  assert.equal(browserName('curl/8.5.0'), 'curl/8.5.0');
  assert.equal(browserName(null), 'a browser');
});
