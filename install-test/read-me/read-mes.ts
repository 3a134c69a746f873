import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Place, run } from '../command.ts';
import type { PublishedPackage } from '../publish.ts';
import type { Report } from '../report.ts';
import type { NodeVersion } from '../stranger.ts';
import { readCodeBlocks } from './code-blocks.ts';
import { follow } from './follow.ts';

/** What a team's own project has. */
const OPTIONS = {
  target: 'ES2024',
  module: 'nodenext',
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  noEmit: true,
};

/** Follows the README of every package, each in an empty folder, and type-checks what it shows. */
export async function checkReadMes(
  folder: string,
  packages: readonly PublishedPackage[],
  { variables }: NodeVersion,
  report: Report,
): Promise<void> {
  report.part('What each README says');
  const tools = join(folder, 'tools');
  await mkdir(tools, { recursive: true });
  await run({ folder: tools, variables }, ['npm', 'install', '--prefix', tools, 'typescript@6', '@types/node@24']);
  for (const { name, folder: source } of packages) {
    const place = { folder: join(folder, name.replace('@sluice/', '')), variables };
    await mkdir(place.folder);
    await report.check(`${name}`, async () => {
      const markdown = await readFile(join(source, 'README.md'), 'utf8');
      assert.match(markdown, /^## Quick start$/m, 'The README has no quick start');
      const { sources, commands } = await follow(place, readCodeBlocks(markdown));
      assert.notEqual(commands, 0, 'The README has nothing to type');
      if (sources.length > 0) await typeCheck(place, sources, tools);
    });
  }
}

/** With the types of Node, and else only with what the README told to install. */
async function typeCheck(place: Place, sources: readonly string[], tools: string): Promise<void> {
  const typeRoots = [join(tools, 'node_modules/@types')];
  const project = { compilerOptions: { ...OPTIONS, typeRoots }, files: sources };
  await writeFile(join(place.folder, 'tsconfig.json'), JSON.stringify(project, null, 2));
  await run(place, ['node', join(tools, 'node_modules/typescript/bin/tsc'), '--pretty', 'false']);
}
