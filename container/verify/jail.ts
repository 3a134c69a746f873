import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A root file system in a folder, in which commands run as they would in a container. */
export interface JailOptions {
  readonly root: string;
  /** Programs for `/usr/local/bin`. */
  readonly programs: string;
  /** @defaultValue root */
  readonly user?: string | undefined;
  readonly workingDirectory: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Folders of the jail that may be written to; undefined: all may, and the network is this machine's. */
  readonly writable?: readonly string[] | undefined;
}

const HOST_FOLDERS = ['usr', 'etc', 'dev', 'proc'];
const LINKS = ['bin', 'sbin', 'lib', 'lib64'];

/** Mounts what a base image would have, and becomes the command. */
const ENTER = `
set -eu
root=$1 programs=$2 user=$3 directory=$4 writable=$5; shift 5
mount --make-rprivate /
mount --bind "$root" "$root"
for folder in ${HOST_FOLDERS.join(' ')}; do mount --rbind "/$folder" "$root/$folder"; done
for link in ${LINKS.join(' ')}; do [ -e "$root/$link" ] || ln -s "usr/$link" "$root/$link"; done
mount --bind "$programs" "$root/usr/local/bin"
if [ "$writable" != all ]; then
  ip link set lo up
  mount -o remount,bind,ro "$root"
  for folder in usr etc; do mount -o remount,bind,ro "$root/$folder"; done
  for folder in $writable; do mount --bind "$root$folder" "$root$folder"; mount -o remount,bind,rw "$root$folder"; done
fi
exec chroot --userspec="$user" "$root" /usr/bin/env --chdir="$directory" "$@"
`;

/** Starts a command in a jail; it has the process id of the child. */
export async function startInJail(options: JailOptions, command: readonly string[]): Promise<ChildProcess> {
  const { root, programs, user = '0:0', workingDirectory, variables, writable } = options;
  for (const folder of HOST_FOLDERS) await mkdir(join(root, folder), { recursive: true });
  const namespaces = writable === undefined ? ['--mount'] : ['--mount', '--net'];
  const mounts = writable === undefined ? 'all' : writable.join(' ');
  const enter = ['sh', '-c', ENTER, 'sh', root, programs, user, workingDirectory, mounts];
  const env = { PATH: '/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...variables };
  return spawn('unshare', [...namespaces, ...enter, ...command], { env, stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Runs a command in a jail to its end. */
export async function runInJail(options: JailOptions, command: readonly string[]): Promise<void> {
  const child = await startInJail(options, command);
  child.stdout?.resume();
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}`);
}
