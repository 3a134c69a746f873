import { readFile } from 'node:fs/promises';
import { executorConformance } from '@sluice/testkit';
import { expect, it } from 'vitest';
import { createKilnExecutor } from '../src/executor.ts';
import { API_KEY, openKilnWorld, SCENARIOS } from './kiln-world.ts';

const GUIDE = new URL('../../../docs/writing-an-executor.md', import.meta.url);
const NAMED_BLOCK = /^`((?:src|test)\/[\w./-]+\.ts)`:\n\n```ts\n([\s\S]*?)^```$/gm;

it('the guide shows every file of this example as it is, but for the simulated Kiln, which it lets readers copy', async () => {
  const guide = await readFile(GUIDE, 'utf8');
  const shown = [...guide.matchAll(NAMED_BLOCK)].map(([, path = '', code = '']) => ({ path, code }));

  expect(shown.map(({ path }) => path)).toEqual([
    'src/errors.ts',
    'src/client.ts',
    'src/executor.ts',
    'src/log.ts',
    'test/kiln-world.ts',
    'test/executor.test.ts',
  ]);
  for (const { path, code } of shown) {
    expect(code, path).toBe(await readFile(new URL(`../${path}`, import.meta.url), 'utf8'));
  }
});

it('the cases that the guide names are cases of the kit', async () => {
  const guide = await readFile(GUIDE, 'utf8');
  const names: string[] = [];
  executorConformance({
    name: 'Kiln',
    describe: (_, body) => body(),
    it: (name) => names.push(name),
    create: ({ url }) => createKilnExecutor({ baseUrl: url, apiKey: API_KEY }),
    scenarios: SCENARIOS,
    world: openKilnWorld,
  });

  const failing = /^FAIL {2}.* > (.*)$/m.exec(guide)?.[1];
  const excepted = /exceptions: \{\n\s*'(.*)':/.exec(guide)?.[1];
  expect(names).toContain(failing);
  expect(names).toContain(excepted);
});
