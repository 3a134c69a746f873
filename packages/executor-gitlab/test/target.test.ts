import { describe, expect, it } from 'vitest';
import { createGitLabExecutor, gitLabFromEnv } from '../src/index.ts';

async function validate(target: unknown, defaultProject?: string) {
  const { targetSchema } = createGitLabExecutor({ token: 'glpat-x', defaultProject });
  const result = await targetSchema['~standard'].validate(target);
  return result.issues === undefined ? result.value : result.issues.map(({ message }) => message);
}

describe('a target', () => {
  it.each([
    ['a path', 'platform/bootstrap', 'platform/bootstrap'],
    ['a path of subgroups', 'a/b-2/c.d/e_f', 'a/b-2/c.d/e_f'],
    ['a number as text', '42', '42'],
    ['a number', 42, '42'],
  ])('names its project by %s', async (_, project, expected) => {
    expect(await validate({ project, ref: 'main' })).toEqual({
      project: expected,
      ref: 'main',
      variablesAs: 'variables',
    });
  });

  it.each([
    'bootstrap',
    'https://gitlab.com/a/b',
    '/a/b',
    'a/b/',
    'a//b',
    '..',
    'a/b?x=1',
    'a/b c',
    '',
    -1,
    1.5,
    true,
    null,
  ])('is refused for the project %j, with what is accepted', async (project) => {
    expect(await validate({ project, ref: 'main' })).toEqual([
      'must be the path or the number of a project, such as "platform/bootstrap" or "42"',
    ]);
  });

  it('keeps the default project, so that another default later loses no run', async () => {
    expect(await validate({ ref: 'main' }, '42')).toMatchObject({ project: '42' });
    expect(await validate({ ref: 'main', project: 'a/b' }, '42')).toMatchObject({ project: 'a/b' });
  });

  it('needs a project where there is no default', async () => {
    expect(await validate({ ref: 'main' })).toHaveLength(1);
  });

  it.each([undefined, '', 7])('is refused for the ref %j', async (ref) => {
    expect(await validate({ project: '1', ref })).toEqual(['must be a branch or tag, such as "main"']);
  });

  it.each(['refs/heads/main', 'refs/tags/v1'])(
    'is refused for the whole name %j: GitLab takes it for a start, and lists the run under its short one',
    async (ref) => {
      expect(await validate({ project: '1', ref })).toEqual([
        'must be a branch or tag, such as "main", without "refs/…/"',
      ]);
    },
  );

  it('is refused for a commit, since GitLab starts no pipeline for one', async () => {
    expect(await validate({ project: '1', ref: 'a91957a858320c0e17f3a0eca7cfacbff50ea29a' })).toEqual([
      'must be a branch or tag, such as "main": GitLab starts no pipeline for a commit',
    ]);
  });

  it('is refused for keys that are not known, naming those that are', async () => {
    expect(await validate({ project: '1', ref: 'main', branch: 'x' })).toEqual([
      'branch is not known here; accepted: project, ref, variablesAs',
    ]);
    expect(await validate('main')).toEqual(['must be an object with project, ref, variablesAs']);
  });

  it('passes values as variables or as inputs, and in no other way', async () => {
    expect(await validate({ project: '1', ref: 'main', variablesAs: 'inputs' })).toMatchObject({
      variablesAs: 'inputs',
    });
    expect(await validate({ project: '1', ref: 'main', variablesAs: 'files' })).toEqual([
      'must be "variables" or "inputs"',
    ]);
  });
});

describe('the executor from environment variables', () => {
  it('needs a token', () => {
    expect(() => gitLabFromEnv({})).toThrow('GITLAB_TOKEN: is not set; set it to a GitLab access token');
    expect(() => gitLabFromEnv({ GITLAB_TOKEN: ' ' })).toThrow('GITLAB_TOKEN: is not set');
  });

  it.each([
    'gitlab.example.com',
    'ftp://gitlab.example.com',
    'https://user:secret@gitlab.example.com',
    'https://x/?a=1',
  ])('refuses the address %s without repeating it', (url) => {
    const make = () => gitLabFromEnv({ GITLAB_TOKEN: 'glpat-x', GITLAB_URL: url });
    expect(make).toThrow('GITLAB_URL: must be the address of a GitLab, such as "https://gitlab.example.com"');
    expect(make).not.toThrow(/secret/);
  });

  it('refuses a default project that can be none', () => {
    const variables = { GITLAB_TOKEN: 'glpat-x', GITLAB_PROJECT_ID: 'https://gitlab.com/a/b' };
    expect(() => gitLabFromEnv(variables)).toThrow('GITLAB_PROJECT_ID: must be the path or the number of a project');
  });

  it('takes the default project from GITLAB_PROJECT_ID', async () => {
    const { targetSchema, name } = gitLabFromEnv({ GITLAB_TOKEN: 'glpat-x', GITLAB_PROJECT_ID: '42' });
    expect(name).toBe('gitlab');
    expect(await targetSchema['~standard'].validate({ ref: 'main' })).toMatchObject({ value: { project: '42' } });
  });
});
