import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Place, run } from '../command.ts';
import type { PublishedPackage } from '../publish.ts';
import type { Report } from '../report.ts';
import type { NodeVersion } from '../stranger.ts';
import { type ModuleKind, writeConsumer } from './consumer.ts';
import { type EntryPoints, readEntryPoints } from './entry-points.ts';

/** The oldest TypeScript that consumers may have, and today's, each under a name of its own. */
const COMPILERS = { 'typescript-6': 'npm:typescript@6', 'typescript-7': 'npm:typescript@7' };

const KINDS: readonly ModuleKind[] = ['module', 'commonjs'];

/** Imports and requires every entry point of every package, in TypeScript and at run time. */
export async function checkConsumers(
  folder: string,
  packages: readonly PublishedPackage[],
  nodes: readonly NodeVersion[],
  report: Report,
): Promise<void> {
  const newest = nodes.at(-1);
  if (newest === undefined) throw new Error('There is no Node');
  const { variables } = newest;
  const place: Place = { folder, variables };
  report.part('Consumers of every entry point');
  const entryPoints = await report.check('npm install of every package', () => install(place, packages));
  const count = entryPoints.flatMap(({ modules }) => modules).length;
  for (const kind of KINDS) {
    const source = join(folder, kind);
    await writeConsumer(source, kind, entryPoints);
    for (const compiler of Object.keys(COMPILERS)) {
      await report.check(`${count} modules type-check from a ${kind}, ${compiler}`, async () => {
        const tsc = [join(folder, 'node_modules', compiler, 'bin/tsc'), '--pretty', 'false', '--project'];
        await run({ folder: source, variables }, ['node', ...tsc, 'tsconfig.json']);
        await run({ folder: source, variables }, ['node', ...tsc, 'tsconfig.exact.json']);
      });
    }
  }
  for (const node of nodes) await checkAtRunTime(folder, entryPoints, node, report);
}

async function install(place: Place, packages: readonly PublishedPackage[]): Promise<readonly EntryPoints[]> {
  await mkdir(place.folder, { recursive: true });
  await run(place, ['npm', 'init', '--yes']);
  const names = packages.map(({ name }) => name);
  const compilers = Object.entries(COMPILERS).map(([alias, specifier]) => `${alias}@${specifier}`);
  await run(place, ['npm', 'install', ...names, ...compilers, '@types/node@22']);
  return Promise.all(names.map((name) => readEntryPoints(place.folder, name)));
}

/** Both kinds of modules get the same names out of every entry point. */
async function checkAtRunTime(
  folder: string,
  entryPoints: readonly EntryPoints[],
  { major, variables }: NodeVersion,
  report: Report,
): Promise<void> {
  const specifiers = entryPoints.flatMap(({ modules }) => modules);
  const files = entryPoints.flatMap((each) => each.files);
  const names = await report.check(`${specifiers.length} modules are imported and required, on Node ${major}`, () =>
    Promise.all(KINDS.map((kind) => run({ folder: join(folder, kind), variables }, ['node', 'out/all.js']))),
  );
  const [imported = '', required = ''] = names;
  assert.deepEqual(JSON.parse(required), JSON.parse(imported));
  for (const specifier of specifiers) {
    assert.notDeepEqual(JSON.parse(imported)[specifier], [], `${specifier} exports nothing`);
  }
  await report.check(
    `${files.length} files are found by their specifiers, and bundles load, on Node ${major}`,
    async () => {
      for (const [kind, program] of [
        ['module', 'files.js'],
        ['commonjs', 'files.cjs'],
      ] as const) {
        const printed = await run({ folder: join(folder, kind), variables }, ['node', program, ...files]);
        const sizes: readonly (readonly [string, number])[] = JSON.parse(printed);
        assert.equal(sizes.length, files.length);
        for (const [name, size] of sizes) assert.ok(size > 0, `${name} is empty`);
      }
    },
  );
}
