import type { PublishedPackage } from './publish.ts';

/** Prints what is checked, as it is, and counts it. */
export interface Report {
  readonly passed: number;
  /** Begins a part of the test. */
  part(title: string): void;
  /** Runs a check, and says that it has passed, and how long it took. */
  check<Result>(what: string, action: () => Promise<Result>): Promise<Result>;
}

/** Makes a report that counts from 0. */
export function createReport(): Report {
  let passed = 0;
  return {
    get passed() {
      return passed;
    },
    part: (title) => void process.stdout.write(`\n${title}\n`),
    async check(what, action) {
      const startedAt = performance.now();
      try {
        const result = await action();
        passed += 1;
        process.stdout.write(`  ✓ ${what} (${seconds(performance.now() - startedAt)})\n`);
        return result;
      } catch (error) {
        process.stdout.write(`  ✗ ${what}\n`);
        throw error;
      }
    },
  };
}

/** Says how large the packages are. */
export function formatSizes(packages: readonly PublishedPackage[]): string {
  const rows = packages.map(
    ({ name, size, unpackedSize, entryCount }) =>
      `  ${name.padEnd(26)}${kilobytes(size)} packed${kilobytes(unpackedSize)} unpacked${String(entryCount).padStart(6)} files\n`,
  );
  return rows.join('');
}

/** `12.3 s`, of milliseconds. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1000)} kB`.padStart(10);
}
