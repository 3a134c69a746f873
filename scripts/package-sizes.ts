/* What a team downloads and unpacks for each package. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

interface Packed {
  readonly name: string;
  /** Of the tarball, in bytes. */
  readonly size: number;
  readonly unpackedSize: number;
  readonly entryCount: number;
}

const ROOT = join(import.meta.dirname, '..');
const packed = packAll();
console.log(row('package', 'packed kB', 'unpacked kB', 'files'));
for (const { name, size, unpackedSize, entryCount } of packed) {
  console.log(row(name, kilobytes(size), kilobytes(unpackedSize), String(entryCount)));
}

/** Asks npm what it would publish. Some versions of npm answer with a list, others with the packages by name. */
function packAll(): readonly Packed[] {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts', '--workspace=packages', '--workspace=schemas'];
  const answer: unknown = JSON.parse(
    execFileSync('npm', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  );
  return Object.values(answer as Record<string, Packed>);
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(0);
}

function row(name: string, ...cells: readonly string[]): string {
  return name.padEnd(26) + cells.map((cell) => cell.padStart(13)).join('');
}
