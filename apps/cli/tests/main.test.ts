import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { describe, it } from 'node:test';
import { assertRefused, modulesLoaded, robata } from './robata.ts';
import { temporaryFiles } from './temporaryFiles.ts';

const { at } = temporaryFiles();

describe('robata', { concurrency: 2 }, () => {
  it('lists its commands, and the options of each', async () => {
    const { code, stdout } = await robata('--help');
    assert.equal(code, 0);
    const commands = new Set([...stdout.matchAll(/^ {2}robata (\w+) /gm)].map(([, name]) => name));
    for (const name of ['season', 'score', 'optimize', 'contribution']) assert.ok(commands.has(name), name);
    const help = await robata('optimize', '--help');
    assert.equal(help.code, 0);
    assert.match(help.stdout, /^ {2}--problem F /m);
  });

  it('refuses a command and an option that it does not have', async () => {
    await assertRefused(['optimise'], /robata has no command 'optimise': it has .*optimize/);
    await assertRefused(['optimize', '--probelm', 'x'], /unknown option '--probelm'; see robata optimize --help/);
    await assertRefused(['optimize', 'x.json'], /see robata optimize --help/);
  });

  it('loads what a command needs, and not the house', async () => {
    const most: readonly (readonly [modules: number, ...words: string[]])[] = [
      [60, 'admin', 'account', 'list', '--data', at('nothing')],
      [60, 'verify', 'ledger', '--data', at('nothing')],
      [60, 'backup', at('nothing.tgz'), '--data', at('nothing')],
      [150, 'optimize', '--problem', at('nothing.json')],
      [450, 'season', '--prices', at('nothing.csv')],
    ];
    for (const [modules, ...words] of most) {
      const loaded = await modulesLoaded(...words);
      assert.ok(loaded > 5 && loaded <= modules, `robata ${words[0]} loads ${loaded} modules`);
    }
  });

  it('serves no folder that holds nothing, and leaves no trace of it', async () => {
    await assertRefused(['serve', '--data', at('nothing'), '--port', '0'], /holds no tournament; name its folder/);
    assert.equal(existsSync(at('nothing')), false);
  });

  it('says that a port is in use before it makes a folder', async (context) => {
    const other = createServer();
    context.after(() => other.close());
    await once(other.listen(0, '127.0.0.1'), 'listening');
    const { port } = other.address() as AddressInfo;
    await assertRefused(
      ['start', '--data', at('unlucky'), '--port', `${port}`],
      /port \d+ of 127\.0\.0\.1 is in use by another program: name a free one with --port/,
    );
    await assertRefused(
      ['start', '--data', at('unlucky'), '--port', '0', '--host', '192.0.2.1'],
      /192\.0\.2\.1 is no address of this machine: name one with --host/,
    );
    assert.equal(existsSync(at('unlucky')), false);
  });
});
