import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** What an installed package offers to importers, as its `exports` say. */
export interface EntryPoints {
  /** Specifiers of modules that have types. */
  readonly modules: readonly string[];
  /** Specifiers of files: documents, bundles, package.json. */
  readonly files: readonly string[];
  /** Whether its types are those of the CDK too. */
  readonly needsCdk: boolean;
}

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Reads the entry points of a package that is installed in a folder; a `*` becomes the files that are there. */
export async function readEntryPoints(folder: string, name: string): Promise<EntryPoints> {
  const root = join(folder, 'node_modules', name);
  const manifest: Manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const entries = Object.entries(manifest.exports);
  const modules = entries.filter(([, target]) => typeof target !== 'string').map(([path]) => join(name, path));
  const files: string[] = [];
  for (const [path, target] of entries) {
    if (typeof target === 'string') files.push(...(await expand(root, join(name, path), target)));
  }
  return { modules, files, needsCdk: manifest.peerDependencies?.['aws-cdk-lib'] !== undefined };
}

async function expand(root: string, specifier: string, target: string): Promise<readonly string[]> {
  if (!specifier.endsWith('/*')) return [specifier];
  const folder = join(root, target.replace(/\*$/, ''));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
  if (paths.length === 0) throw new Error(`${specifier} has no files in the published package`);
  return paths.map((path) => specifier.replace(/\*$/, path));
}
