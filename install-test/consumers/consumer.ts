import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EntryPoints } from './entry-points.ts';

/** Which kind of modules a consumer has. */
export type ModuleKind = 'module' | 'commonjs';

/** The file that imports everything, and the one without the CDK, whose types are at odds with exact optional properties. */
const ALL = 'all.ts';
const WITHOUT_CDK = 'without-cdk.ts';

/** As strict as a team may be: the types of all that is installed are checked too. */
const STRICT = {
  target: 'ES2024',
  module: 'nodenext',
  types: ['node'],
  strict: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  outDir: 'out',
  noEmitOnError: true,
};

/** Writes the source of a team that imports everything from every package. */
export async function writeConsumer(folder: string, kind: ModuleKind, packages: readonly EntryPoints[]): Promise<void> {
  const withoutCdk = packages.filter(({ needsCdk }) => !needsCdk);
  const exact = { extends: './tsconfig.json', compilerOptions: { exactOptionalPropertyTypes: true, noEmit: true } };
  await mkdir(folder, { recursive: true });
  await Promise.all([
    write(folder, 'package.json', { name: `consumer-${kind}`, private: true, type: kind }),
    write(folder, 'tsconfig.json', { compilerOptions: STRICT, files: [ALL] }),
    write(folder, 'tsconfig.exact.json', { ...exact, files: [WITHOUT_CDK] }),
    writeFile(join(folder, ALL), source(packages)),
    writeFile(join(folder, WITHOUT_CDK), source(withoutCdk)),
    writeFile(join(folder, kind === 'module' ? 'files.js' : 'files.cjs'), FILES[kind]),
  ]);
}

function write(folder: string, name: string, content: unknown): Promise<void> {
  return writeFile(join(folder, name), `${JSON.stringify(content, null, 2)}\n`);
}

/** A program that prints what each entry point exports; TypeScript makes `require` of it, or leaves the imports. */
function source(packages: readonly EntryPoints[]): string {
  const specifiers = packages.flatMap(({ modules }) => modules);
  const imports = specifiers.map((specifier, index) => `import * as entry${index} from '${specifier}';\n`);
  const names = specifiers.map((specifier, index) => `  '${specifier}': namesOf(entry${index}),\n`);
  return `${imports.join('')}
// What TypeScript makes of an import in CommonJS has a default besides.
const namesOf = (entry: object): string[] => Object.keys(entry).filter((name) => name !== 'default').sort();
const names: Readonly<Record<string, readonly string[]>> = {
${names.join('')}};
process.stdout.write(JSON.stringify(names));
`;
}

/** Programs that find files as a consumer does, load what is a module, and print their sizes. */
const FILES: Readonly<Record<ModuleKind, string>> = {
  module: `import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
const sizeOf = (name) => statSync(fileURLToPath(import.meta.resolve(name))).size;
for (const name of process.argv.slice(2).filter((each) => each.endsWith('.cjs'))) await import(name);
process.stdout.write(JSON.stringify(process.argv.slice(2).map((name) => [name, sizeOf(name)])));
`,
  commonjs: `const { statSync } = require('node:fs');
for (const name of process.argv.slice(2).filter((each) => each.endsWith('.cjs'))) require(name);
process.stdout.write(JSON.stringify(process.argv.slice(2).map((name) => [name, statSync(require.resolve(name)).size])));
`,
};
