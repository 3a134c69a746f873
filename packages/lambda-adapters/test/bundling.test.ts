import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import { lazyBuiltins } from '../bundling/lazy-builtin.ts';
import { writeOneFile } from '../bundling/one-file.ts';
import { splitProgram } from '../bundling/split-program.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-bundling-'));
  return () => rm(folder, { recursive: true });
});

/** Bundles a program of several files, of which `entry.ts` is the first, and returns what it prints. */
async function run(files: Readonly<Record<string, string>>): Promise<string> {
  for (const [name, source] of Object.entries(files)) await writeFile(join(folder, name), source);
  const program = await splitProgram(join(folder, 'entry.ts'), {
    absWorkingDir: folder,
    plugins: [lazyBuiltins(['crypto'])],
  });
  const file = join(folder, 'bundle.cjs');
  await writeOneFile(program, file);
  for (const name of Object.keys(files)) await rm(join(folder, name));
  const { stdout } = await promisify(execFile)(process.execPath, ['--enable-source-maps', file]);
  return stdout;
}

describe('what a program imports later', () => {
  it('runs when it is imported, and once', async () => {
    const output = await run({
      'entry.ts': `
        console.log('first');
        const later = () => import('./later.ts');
        later().then(({ word }) => console.log(word)).then(later).then(({ word }) => console.log(word));`,
      'later.ts': `console.log('loaded'); export const word = 'later';`,
    });
    expect(output.split('\n')).toEqual(['first', 'loaded', 'later', 'later', '']);
  });

  it('shares with the program, and with one another, what they have in common', async () => {
    const output = await run({
      'entry.ts': `
        import { seen } from './shared.ts';
        seen.push('entry');
        import('./later.ts').then(() => import('./latest.ts')).then(() => console.log(seen.join()));`,
      'later.ts': `import { seen } from './shared.ts'; import { both } from './both.ts'; seen.push('later' + both.length); both.push(1);`,
      'latest.ts': `import { seen } from './shared.ts'; import { both } from './both.ts'; seen.push('latest' + both.length);`,
      'both.ts': 'export const both = [];',
      'shared.ts': 'export const seen = [];',
    });
    expect(output).toBe('entry,later0,latest1\n');
  });

  it('may import what is later still, and what belongs to Node', async () => {
    const output = await run({
      'entry.ts': `import('./later.ts').then(({ latest }) => latest()).then(console.log);`,
      'later.ts': `
        import { basename } from 'node:path';
        export async function latest() {
          const [{ word }, { sep }] = await Promise.all([import('./latest.ts'), import('node:path')]);
          return basename('a' + sep + word);
        }`,
      'latest.ts': `import { createHash } from 'node:crypto'; export const word = createHash('md5').update('').digest('hex');`,
    });
    expect(output).toBe('d41d8cd98f00b204e9800998ecf8427e\n');
  });

  it('may hold what ends a comment, and what a replacement would take for a placeholder', async () => {
    const output = await run({
      'entry.ts': `import('./later.ts').then(({ texts }) => console.log(JSON.stringify(texts)));`,
      'later.ts': String.raw`export const texts = ['*/ /*', /a*/.source, "$& $' $1", '*\/', '\u0001'];`,
    });
    expect(JSON.parse(output)).toEqual(['*/ /*', 'a*', "$& $' $1", '*/', '\u0001']);
  });
});

it('the source map leads back to the lines of the sources, in spite of all', async () => {
  const output = await run({
    'entry.ts': `import { fail } from './failing.ts';\nimport('./later.ts');\ntry { fail(); } catch (error) { console.log(error.stack); }`,
    'failing.ts': `\n\nexport function fail(): never {\n  throw new Error('No.');\n}`,
    'later.ts': 'export {}',
  });
  expect(output).toMatch(/failing\.ts:4:\d+/);
});

it('a module of Node that can wait is loaded where something of it is used', async () => {
  const output = await run({
    'entry.ts': `
      import { createHash, randomUUID } from 'node:crypto';
      const isLoaded = () => process.moduleLoadList.includes('NativeModule crypto');
      console.log(isLoaded());
      randomUUID();
      console.log(isLoaded(), typeof createHash);`,
  });
  expect(output).toBe('false\ntrue function\n');
});
