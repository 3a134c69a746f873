import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const REPO = join(import.meta.dirname, '../..');
const FIXTURES = join(REPO, 'packages/cli/test/fixtures');

/** What a team's repo depends on; the rest comes with these. */
const ASKED_FOR = ['@sluice/cli', '@sluice/core', '@sluice/executor-gitlab'];

/** Where the tarballs are that stand for the registry, in every root file system. */
const REGISTRY = 'opt/packages';

/** Makes the repo of a team in an empty folder: a config, its action group, and our packages, from the registry. */
export async function createTeamRepo(folder: string, names: readonly string[]): Promise<void> {
  const references = Object.fromEntries(names.map((file) => [nameOf(file), `file:/${REGISTRY}/${file}`]));
  const dependencies = Object.fromEntries(ASKED_FOR.map((name) => [name, references[name]]));
  const manifest = { name: 'infra', private: true, type: 'module', dependencies, overrides: references };
  await mkdir(join(folder, 'action-groups'), { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  const config = await readFile(join(FIXTURES, 'sluice.config.ts'), 'utf8');
  await writeFile(join(folder, 'sluice.config.ts'), config.replace('./dns.openapi', './action-groups/dns.openapi'));
  await cp(join(FIXTURES, 'dns.openapi.yaml'), join(folder, 'action-groups/dns.openapi.yaml'));
  await writeFile(join(folder, '.env'), 'GITLAB_TOKEN=must-not-get-into-the-image\n');
}

/** Packs every workspace that a team may install into a base image, and returns the files. */
export async function packInto(base: string): Promise<readonly string[]> {
  const destination = join(base, REGISTRY);
  await mkdir(destination, { recursive: true });
  const folders = (await readdir(join(REPO, 'packages'))).map((name) => join(REPO, 'packages', name));
  const args = ['pack', '--ignore-scripts', '--silent', '--pack-destination', destination];
  await run('npm', [...args, ...folders, join(REPO, 'schemas')], { maxBuffer: 64 * 1024 * 1024 });
  return readdir(destination);
}

/** `sluice-core-0.1.0.tgz` is `@sluice/core`. */
function nameOf(file: string): string {
  return `@sluice/${basename(file).replace(/^sluice-(.+)-\d+\.\d+\.\d+.*\.tgz$/, '$1')}`;
}
