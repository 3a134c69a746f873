import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const PACKAGES = join(import.meta.dirname, '..', 'packages');

/** Each executor of ours, with the folder for what only its CI system has. */
const EXECUTORS = [
  { name: 'executor-gitlab', own: 'gitlab', factory: 'createGitLabExecutor', fromEnv: 'gitLabFromEnv', type: 'GitLab' },
  {
    name: 'executor-jenkins',
    own: 'jenkins',
    factory: 'createJenkinsExecutor',
    fromEnv: 'jenkinsFromEnv',
    type: 'Jenkins',
  },
] as const;

function sourceFolder(name: string): string {
  return join(PACKAGES, name, 'src');
}

/** What is directly in the source folder, but for what only one CI system has and what is generated. */
function commonFiles({ name, own }: (typeof EXECUTORS)[number]): readonly string[] {
  return readdirSync(sourceFolder(name)).filter((file) => file !== own && file !== 'generated');
}

it('who knows one executor knows all: they have the same files', () => {
  const [first, ...others] = EXECUTORS.map(commonFiles);

  for (const files of others) expect(files).toEqual(first);
});

describe.each(EXECUTORS)('$name', ({ name, own, factory, fromEnv, type }) => {
  it('keeps what only its CI system has in a folder of its name', () => {
    expect(existsSync(join(sourceFolder(name), own))).toBe(true);
  });

  it('has no file of more than 350 lines', () => {
    const files = readdirSync(sourceFolder(name), { recursive: true, encoding: 'utf8' });
    const tooLong = files
      .filter((file) => file.endsWith('.ts') && !file.startsWith('generated'))
      .filter((file) => readFileSync(join(sourceFolder(name), file), 'utf8').split('\n').length > 350);

    expect(tooLong).toEqual([]);
  });

  it('shows its factories, their options and the target, and nothing else', () => {
    const index = readFileSync(join(sourceFolder(name), 'index.ts'), 'utf8');
    const exported = [...index.matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(([, names = '']) =>
      names.split(',').map((entry) => entry.replace('type ', '').trim()),
    );

    expect(exported.filter((entry) => entry !== '').toSorted()).toEqual(
      [factory, fromEnv, `${type}ExecutorOptions`, `${type}Target`].toSorted(),
    );
  });
});
