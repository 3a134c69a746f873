import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, matchesGlob } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Manifest {
  readonly name: string;
  readonly files: readonly string[];
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly bin?: Readonly<Record<string, string>>;
}

interface Tarball {
  readonly name: string;
  readonly files: readonly { readonly path: string }[];
}

const ROOT = join(import.meta.dirname, '..');
const FOLDERS = ['schemas', ...readdirSync(join(ROOT, 'packages')).map((name) => `packages/${name}`)];
const PACKAGES = FOLDERS.map((path) => {
  const folder = join(ROOT, path);
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return { folder, manifest, name: manifest.name };
});
const TARBALLS = pack();

/** All that somebody who installs a package has a use for. */
const USEFUL: readonly RegExp[] = [
  /^(?:CHANGELOG\.md|LICENSE|README\.md|package\.json)$/,
  /^src\/.+(?<!\.test)\.ts$|^src\/[a-z]+\/conformance\.(?:gitlab-ci\.yml|Jenkinsfile)$/,
  /^dist\/[^.]+\.(?:js|js\.map|d\.ts)$/,
  /^dist\/bundles\/[a-z-]+\/(?:index\.cjs(?:\.map)?|THIRD-PARTY-LICENSES\.txt)$/,
  /^bin\/[a-z]+\.js$/,
  /^templates\/.+\.template$/,
  /^pacts\/[a-z-]+\.json$/,
  /^(?:action-groups\/)?[a-z-]+\.openapi\.yaml$/,
];

/** What tells of a machine that built it, of where that gets its packages, or of our tests. */
const TELLTALE = /https?:\/\/[^/\s"'`]*(?:artifactory|nexus|npmjs|registry|verdaccio)|test\/(?:fixtures|support)\//i;
const OUR_PATHS = [join(ROOT, 'packages/'), join(ROOT, 'node_modules/')];

describe.each(PACKAGES)('the tarball of $name', ({ folder, manifest, name }) => {
  const files = TARBALLS.get(name) ?? [];

  it('has every file that its package.json names', () => {
    const targets = [...Object.values(manifest.exports), manifest.bin ?? {}]
      .flatMap((target) => (typeof target === 'string' ? target : Object.values(target)))
      .map((target) => target.replace('./', '').replace('*', '**'));

    expect(targets.length).toBeGreaterThan(0);
    expect(targets.filter((target) => !files.some((file) => matchesGlob(file, target)))).toEqual([]);
    expect(manifest.files.filter((path) => !files.some((file) => isIn(path, file)))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']));
  });

  it('has nothing that nobody needs who installs it', () => {
    expect(files.filter((file) => !USEFUL.some((useful) => useful.test(file)))).toEqual([]);
  });

  it('has the source that each source map leads to', () => {
    const maps = files.filter((file) => file.endsWith('.js.map'));
    const sources = maps.flatMap((file) => {
      const map: { readonly sources: readonly string[] } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
      return map.sources.map((source) => join(dirname(file), source));
    });

    expect(sources.length > 0).toBe(files.some((file) => file.startsWith('dist/')));
    expect(sources.filter((source) => !files.includes(source))).toEqual([]);
  });

  it('tells nothing of the machine that built it, of a registry or of our tests', () => {
    const told = files.filter((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      return TELLTALE.test(text) || OUR_PATHS.some((path) => text.includes(path));
    });

    expect(told).toEqual([]);
  });
});

/** The files of each package as `npm publish` would send them. Some versions of npm answer with a list. */
function pack(): ReadonlyMap<string, readonly string[]> {
  const workspaces = FOLDERS.map((path) => `--workspace=${path}`);
  const printed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', ...workspaces], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const tarballs: readonly Tarball[] = Object.values(JSON.parse(printed));
  return new Map(tarballs.map(({ name, files }) => [name, files.map(({ path }) => path)]));
}

/** Whether an entry of `files` is why a file is there. */
function isIn(entry: string, file: string): boolean {
  return file.startsWith(`${entry}/`) || matchesGlob(file, entry);
}
