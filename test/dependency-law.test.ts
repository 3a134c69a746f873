import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Which of our packages each package may import; see CONTRIBUTING.md. */
const LAW: Readonly<Record<string, readonly string[] | 'all'>> = {
  core: [],
  config: ['core', 'schemas'],
  'executor-gitlab': ['core'],
  'executor-jenkins': ['core'],
  'store-sqlite': ['core'],
  'store-dynamodb': ['core'],
  'mcp-server': ['core'],
  'lambda-adapters': ['core', 'store-dynamodb'],
  testkit: ['core'],
  local: 'all',
  cli: 'all',
  cdk: 'all',
};

const PACKAGES = join(import.meta.dirname, '..', 'packages');
const IMPORT = /(?:\bfrom\s+|\bimport\s*\(\s*|^import\s+|\bimport\.meta\.resolve\(\s*)['"]([^'"]+)['"]/gm;

function sources(folder: string): readonly { readonly path: string; readonly text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path: join(folder, path), text: withoutComments(readFileSync(join(folder, path), 'utf8')) }));
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

function imports(text: string): readonly string[] {
  return [...text.matchAll(IMPORT)].map((match) => match[1] ?? '');
}

function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** What the built files of a package import from elsewhere. */
function built(name: string, files: RegExp): readonly string[] {
  const dist = join(PACKAGES, name, 'dist');
  return readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((path) => files.test(path))
    .flatMap((path) => imports(withoutComments(readFileSync(join(dist, path), 'utf8'))))
    .filter((specifier) => !/^(?:\.|node:)/.test(specifier));
}

const names = readdirSync(PACKAGES);

it('every package has its place in the law', () => {
  expect(names.toSorted()).toEqual(Object.keys(LAW).toSorted());
});

describe.each(names)('%s', (name) => {
  const manifest = JSON.parse(readFileSync(join(PACKAGES, name, 'package.json'), 'utf8'));
  const files = sources(join(PACKAGES, name, 'src'));
  const imported = new Set(
    files
      .flatMap(({ text }) => imports(text))
      .filter((specifier) => !/^(?:\.|node:|#)/.test(specifier))
      .map(packageName),
  );

  it('imports only those of ours that the law allows', () => {
    const ours = [...imported].filter((dependency) => dependency.startsWith('@sluice/'));
    const allowed = LAW[name] ?? [];
    const forbidden =
      allowed === 'all' ? [] : ours.filter((dependency) => !allowed.includes(dependency.slice('@sluice/'.length)));

    expect(forbidden).toEqual([]);
  });

  it('needs at run time, and for its types, only what it declares', () => {
    const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
    const needed = built(name, /\.(?:js|d\.ts)$/).map(packageName);

    expect(needed.filter((dependency) => !declared.includes(dependency))).toEqual([]);
  });

  it('does not reach into the files of another package', () => {
    const escaping = files.flatMap(({ path, text }) =>
      imports(text).filter(
        (specifier) =>
          specifier.startsWith('.') && !join(path, '..', specifier).startsWith(join(PACKAGES, name, 'src')),
      ),
    );

    expect(escaping).toEqual([]);
  });

  it('publishes no test helper', () => {
    const helpers = ['vitest', 'fast-check', ...(LAW[name] === 'all' ? [] : ['@sluice/testkit'])];
    expect(built(name, /\.js$/).filter((specifier) => helpers.includes(packageName(specifier)))).toEqual([]);
  });
});

describe('core', () => {
  const files = sources(join(PACKAGES, 'core', 'src'));

  it('has no clock, no randomness and no I/O of its own', () => {
    const forbidden =
      /\b(?:Date\.now|new Date\(\)|performance\.|Math\.random|randomUUID|randomBytes|setTimeout|setInterval|setImmediate|process\.|console\.|fetch\()/;

    expect(files.filter(({ text }) => forbidden.test(text)).map(({ path }) => path)).toEqual([]);
  });

  it('uses of Node only what computes, and the channel that tells of it', () => {
    const used = new Set(
      files.flatMap(({ text }) => imports(text)).filter((specifier) => specifier.startsWith('node:')),
    );

    expect([...used].toSorted()).toEqual(['node:crypto', 'node:diagnostics_channel', 'node:util']);
  });

  it('keeps the executor port a leaf: it needs errors and text, and nothing else of the domain', () => {
    const folder = join(PACKAGES, 'core', 'src', 'executor');
    const below = files
      .filter(({ path }) => path.startsWith(folder))
      .flatMap(({ path, text }) =>
        imports(text).map((specifier) =>
          specifier.startsWith('.') ? relative(folder, join(path, '..', specifier)) : specifier,
        ),
      )
      .filter((imported) => imported.startsWith('../') || /^[@a-z]/.test(imported));
    const others = below.filter(
      (imported) => !/^(?:\.\.\/(?:errors|text)\/|@standard-schema\/spec$|node:diagnostics_channel$)/.test(imported),
    );

    expect(below).toContain('@standard-schema/spec');
    expect(others.filter((imported) => !/^(?:[a-z-]+\/)?[a-z-]+\.ts$/.test(imported))).toEqual([]);
  });
});
