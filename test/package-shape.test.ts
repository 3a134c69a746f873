import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const PACKAGES = join(ROOT, 'packages');

const REPOSITORY = 'https://github.com/sluice-dev/sluice';

/** What is published: all packages, and the contracts. */
const PUBLISHED = [...readdirSync(PACKAGES).map((name) => `packages/${name}`), 'schemas'];

/** What packages ship besides what all do. */
const MORE_FILES: Readonly<Record<string, readonly string[]>> = {
  cli: ['bin', 'templates'],
  'lambda-adapters': ['pacts'],
};

/** Subpaths that are files to deploy or to read, not modules to import. */
const FILES: Readonly<Record<string, readonly string[]>> = {
  'lambda-adapters': ['./bundles/*', './pacts/*'],
};

describe.each(readdirSync(PACKAGES))('%s', (name) => {
  const folder = join(PACKAGES, name);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

  it('has the agreed manifest', () => {
    expect(manifest).toMatchObject({
      name: `@sluice/${name}`,
      description: expect.stringMatching(/^\S.*\.$/),
      license: 'MIT',
      type: 'module',
      sideEffects: false,
      engines: { node: '>=22.13' },
      files: ['CHANGELOG.md', 'dist', 'src', ...(MORE_FILES[name] ?? [])].toSorted(),
      scripts: {
        build: 'tsup',
        types: 'tsc --noEmit',
        'pack-check': 'publint --strict && attw --pack . --profile esm-only',
      },
    });
    expect(manifest).not.toHaveProperty('main');
    expect(manifest).not.toHaveProperty('private');
  });

  it('exports types, then default, and nothing else', () => {
    const { './package.json': self, ...exports } = manifest.exports;

    expect(self).toBe('./package.json');
    expect(exports).toHaveProperty('.');
    for (const [subpath, entry] of Object.entries<Record<string, string>>(exports)) {
      if (FILES[name]?.includes(subpath) === true) continue;
      expect(Object.keys(entry)).toEqual(['types', 'default']);
      for (const file of Object.values(entry)) expect(existsSync(join(folder, file)), file).toBe(true);
    }
  });

  it('has the agreed files', () => {
    for (const file of ['src/index.ts', 'test', 'tsconfig.json', 'tsup.config.ts']) {
      expect(existsSync(join(folder, file)), file).toBe(true);
    }
  });

  it('lists its exports one by one', () => {
    const index = readFileSync(join(folder, 'src', 'index.ts'), 'utf8');

    expect(index).toMatch(/^\/\*\*[\s\S]*@packageDocumentation/);
    expect(index).not.toMatch(/export \*/);
  });

  it('has no folder for leftovers and no file that is more than one idea', () => {
    const files = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' });
    const lines = files
      .filter((file) => file.endsWith('.ts') && !file.includes('generated'))
      .map((file) => ({ file, lines: readFileSync(join(folder, 'src', file), 'utf8').split('\n').length }));

    expect(files.filter((file) => /(?:^|\/)(?:utils?|helpers?|misc|common)(?:\/|\.ts$|$)/.test(file))).toEqual([]);
    expect(lines.filter((entry) => entry.lines > 350)).toEqual([]);
  });

  it('has the version that all have', () => {
    const core = JSON.parse(readFileSync(join(PACKAGES, 'core', 'package.json'), 'utf8'));
    const ours = Object.entries<string>({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
      ([dependency]) => dependency.startsWith('@sluice/'),
    );

    expect(manifest.version).toBe(core.version);
    expect(ours.filter(([, version]) => version !== core.version)).toEqual([]);
  });
});

describe.each(PUBLISHED)('%s, as somebody finds it on the registry', (path) => {
  const folder = join(ROOT, path);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

  it('says what it is, where it comes from and who made it', () => {
    expect(manifest).toMatchObject({
      keywords: expect.arrayContaining(['sluice']),
      homepage: `${REPOSITORY}/tree/main/${path}#readme`,
      bugs: `${REPOSITORY}/issues`,
      repository: { type: 'git', url: `git+${REPOSITORY}.git`, directory: path },
      license: 'MIT',
      publishConfig: { access: 'public', provenance: true },
    });
    expect(readFileSync(join(folder, 'LICENSE'), 'utf8')).toBe(readFileSync(join(ROOT, 'LICENSE'), 'utf8'));
  });

  it('tells what has changed up to this version', () => {
    const changelog = readFileSync(join(folder, 'CHANGELOG.md'), 'utf8');

    expect(changelog).toMatch(new RegExp(`^# ${manifest.name}\n\n## ${manifest.version}\n`));
    expect(manifest.files).toContain('CHANGELOG.md');
  });

  it('has a README whose links lead somewhere, also from where it is installed', () => {
    const readMe = readFileSync(join(folder, 'README.md'), 'utf8');
    const links = [...readMe.matchAll(/\]\(([^)#\s]+)(?:#[^)\s]*)?\)/g)].map(([, link]) => link ?? '');
    const ofRepository = links.flatMap((link) => link.match(/\/(?:blob|tree)\/main\/(.+)$/)?.[1] ?? []);

    expect(readMe).toContain(`# ${manifest.name}\n`);
    expect(links.filter((link) => !link.startsWith('https://'))).toEqual([]);
    for (const file of ofRepository) expect(existsSync(join(ROOT, file)), file).toBe(true);
  });
});

describe('the lock file', () => {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  const entries = Object.entries<{ resolved?: string; optionalDependencies?: Record<string, string>; link?: boolean }>(
    lock.packages,
  );

  it('names no host', () => {
    expect(
      entries.filter(([, { resolved, link }]) => resolved !== undefined && link !== true).map(([path]) => path),
    ).toEqual([]);
  });

  it('has the binaries of every platform, so that an install works on all', () => {
    const present = new Set(entries.map(([path]) => path.replace(/^.*node_modules\//, '')));
    const missing = entries.flatMap(([, { optionalDependencies }]) =>
      Object.keys(optionalDependencies ?? {}).filter((dependency) => !present.has(dependency)),
    );

    expect(missing).toEqual([]);
  });
});
