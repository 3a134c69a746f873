import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Puts into a folder what the Node image has in `/usr/local/bin`: this Node, and npm. */
export async function createPrograms(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await cp(process.execPath, join(folder, 'node'));
  const { stdout } = await run('sh', ['-c', 'command -v npm']);
  const npm = join(await realpath(stdout.trim()), '../..');
  await cp(npm, join(folder, 'npm-package'), { recursive: true, dereference: true });
  const script = '#!/bin/sh\nexec node /usr/local/bin/npm-package/bin/npm-cli.js "$@"\n';
  await writeFile(join(folder, 'npm'), script);
  await chmod(join(folder, 'npm'), 0o755);
}
