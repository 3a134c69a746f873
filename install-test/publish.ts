import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './command.ts';

const REPO = join(import.meta.dirname, '..');

/** A package as it went to the registry. */
export interface PublishedPackage {
  readonly name: string;
  /** Of the tarball, in bytes. */
  readonly size: number;
  /** Of its files, in bytes. */
  readonly unpackedSize: number;
  readonly entryCount: number;
  /** Its folder in this repo. */
  readonly folder: string;
}

type Tarball = Omit<PublishedPackage, 'folder'>;

/**
 * Publishes every package of the workspace that is not private, as a release does.
 *
 * @throws CommandFailedError when npm refuses one, or corrects its package.json
 */
export async function publishAll(variables: Readonly<Record<string, string>>): Promise<readonly PublishedPackage[]> {
  const place = { folder: REPO, variables };
  const folders = await publicFolders(variables);
  const names = [...folders.keys()].map((name) => `--workspace=${name}`);
  // Who may publish to a registry of one's own has no provenance to show.
  const command = ['npm', 'publish', ...names, '--json', '--provenance=false'];
  const printed = await run(place, command, { never: /auto-corrected/ });
  const tarballs: Readonly<Record<string, Tarball>> = JSON.parse(printed);
  return [...folders].map(([name, folder]) => {
    const tarball = tarballs[name];
    if (tarball === undefined) throw new Error(`npm did not publish ${name}`);
    const { size, unpackedSize, entryCount } = tarball;
    return { name, size, unpackedSize, entryCount, folder };
  });
}

async function publicFolders(variables: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, string>> {
  const printed = await run({ folder: REPO, variables }, ['npm', 'query', '.workspace']);
  const workspaces: readonly { name: string; location: string }[] = JSON.parse(printed);
  const folders = new Map<string, string>();
  for (const { name, location } of workspaces) {
    const folder = join(REPO, location);
    const manifest: { private?: boolean } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    if (manifest.private !== true) folders.set(name, folder);
  }
  return folders;
}
