import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { delimiter, join, sep } from 'node:path';
import { type Place, run } from './command.ts';

const REPO = join(import.meta.dirname, '..');

/** What a machine needs to reach the network, and nothing of whoever started the test. */
const KEPT = [
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'],
  ...['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'LANG', 'TMPDIR'],
];

/**
 * Returns the environment variables of somebody who has never seen this repo: an empty home, an npm that knows only the
 * registry and has nothing in its cache, and no program of the workspace.
 *
 * @param home - becomes their home
 * @param registryUrl - the registry with our packages
 */
export async function createStranger(home: string, registryUrl: string): Promise<Readonly<Record<string, string>>> {
  await mkdir(home, { recursive: true });
  const { host, pathname } = new URL(registryUrl);
  // npm publishes nothing without a token; this registry takes any.
  const lines = [`registry=${registryUrl}`, `//${host}${pathname}:_authToken=throwaway`];
  await writeFile(
    join(home, '.npmrc'),
    `${[...lines, 'update-notifier=false', 'fund=false', 'audit=false'].join('\n')}\n`,
  );
  const kept = KEPT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]] as const]));
  return {
    ...Object.fromEntries(kept),
    HOME: home,
    PATH: pathOutsideOfWorkspace(),
    npm_config_cache: join(home, 'npm-cache'),
  };
}

/** npm puts the programs of the workspace first; a stranger does not have them. */
function pathOutsideOfWorkspace(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.filter((folder) => !folder.includes(`node_modules${sep}`) && !folder.startsWith(REPO)).join(delimiter);
}

/** A Node that strangers use. */
export interface NodeVersion {
  readonly major: number;
  /** With this Node before any other. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Puts the newest Node of a major version before any other.
 *
 * @param folder - where it is installed, through npm
 * @throws when what then runs as `node` is another version
 */
export async function installNode(
  major: number,
  folder: string,
  variables: Readonly<Record<string, string>>,
): Promise<NodeVersion> {
  const place: Place = { folder, variables };
  await mkdir(folder, { recursive: true });
  await run(place, ['npm', 'install', '--prefix', folder, '--loglevel=error', `node@${major}`]);
  const bin = await realpath(join(folder, 'node_modules/node/bin'));
  const withNode = { ...variables, PATH: `${bin}${delimiter}${variables['PATH']}` };
  const version = await run({ folder, variables: withNode }, ['node', '--print', 'process.version']);
  if (!version.startsWith(`v${major}.`)) throw new Error(`node should be ${major}, and is ${version}`);
  return { major, variables: withNode };
}
