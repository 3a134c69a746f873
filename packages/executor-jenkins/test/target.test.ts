import { describe, expect, it } from 'vitest';
import { createJenkinsExecutor, jenkinsFromEnv } from '../src/index.ts';
import { itemRunId, runReferenceOf } from '../src/run-id.ts';

const OPTIONS = { baseUrl: 'https://ci.example.com/jenkins', user: 'sluice', token: '11a' };

async function validate(target: unknown) {
  const { targetSchema } = createJenkinsExecutor(OPTIONS);
  const result = await targetSchema['~standard'].validate(target);
  return result.issues === undefined ? result.value : result.issues.map(({ message }) => message);
}

describe('a target', () => {
  it.each([
    ['a name', 'compute', ['compute']],
    ['a path', 'platform/compute', ['platform', 'compute']],
    ['a list', ['platform', 'app', 'feature/x'], ['platform', 'app', 'feature/x']],
  ])('names its job by %s', async (_, job, expected) => {
    expect(await validate({ job })).toEqual({ job: expected });
  });

  it('that was validated is valid', async () => {
    expect(await validate(await validate({ job: 'a/b' }))).toEqual({ job: ['a', 'b'] });
  });

  it.each([
    '',
    '/a',
    'a/',
    'a//b',
    '..',
    'a/../b',
    'a/./b',
    ' ',
    7,
    null,
    undefined,
    [],
    [''],
    ['a', '..'],
    [7],
    'a\nb',
  ])('is refused for the job %j, with what is accepted', async (job) => {
    const [message, ...others] = [...new Set(Object.values((await validate({ job })) ?? {}))];
    expect(others).toEqual([]);
    expect(message).toContain('must be the full name of a job, such as "platform/compute"');
  });

  it('is refused for keys that are not known, naming those that are', async () => {
    expect(await validate({ job: 'a', branch: 'x' })).toEqual(['branch is not known here; accepted: job']);
    expect(await validate('a')).toEqual(['must be an object with job']);
  });
});

describe('an executor', () => {
  it('declares what it has, and no retry: Jenkins runs nothing again within a build', () => {
    for (const webhookSecrets of [undefined, ['a-secret-0123456789']]) {
      const executor = createJenkinsExecutor({ ...OPTIONS, webhookSecrets });
      const { capabilities } = executor;
      expect(capabilities).toEqual({
        retry: false,
        approvals: true,
        webhooks: webhookSecrets !== undefined,
        force: ['terminate', 'kill'],
      });
      expect([
        executor.retry !== undefined,
        executor.pendingApprovals !== undefined && executor.answerApproval !== undefined,
        executor.receiveWebhook !== undefined,
      ]).toEqual([capabilities.retry, capabilities.approvals, capabilities.webhooks]);
    }
  });

  it.each([
    ['a user and a token', {}],
    ['a user and a password', { token: undefined, password: 'correct horse' }],
  ])('is made of %s', (_, more) => {
    expect(createJenkinsExecutor({ ...OPTIONS, ...more }).name).toBe('jenkins');
  });

  it.each([
    ['no secret', { token: undefined }, 'token: give the API token of the user, or its password'],
    ['two secrets', { password: 'x' }, 'token: give the API token of the user, or its password'],
    ['no user', { user: '' }, 'user: must be the name of a Jenkins user'],
    ['a user that could not be told from its token', { user: 'a:b' }, 'user: must be the name of a Jenkins user'],
    ['no address', { baseUrl: 'ci.example.com' }, 'baseUrl: must be the address of a Jenkins'],
    [
      'an address with a secret',
      { baseUrl: 'https://u:p@ci.example.com' },
      'baseUrl: must be the address of a Jenkins',
    ],
  ])('is not made of %s', (_, more, message) => {
    expect(() => createJenkinsExecutor({ ...OPTIONS, ...more })).toThrow(message);
  });
});

describe('the executor from environment variables', () => {
  const variables = { JENKINS_URL: 'https://ci.example.com', JENKINS_USER: 'sluice', JENKINS_TOKEN: '11a' };

  it('needs an address, a user and a token, and names all that are missing', () => {
    expect(() => jenkinsFromEnv({})).toThrow(/JENKINS_URL: is not set;.*\nJENKINS_USER: .*\nJENKINS_TOKEN: /);
    expect(() => jenkinsFromEnv({ ...variables, JENKINS_TOKEN: ' ' })).toThrow('JENKINS_TOKEN: is not set');
    expect(jenkinsFromEnv(variables).name).toBe('jenkins');
  });

  it('takes webhooks with a secret, or several of them', async () => {
    const secrets = ['the-old-secret-0123456789', 'the-new-secret-0123456789'];
    const executor = jenkinsFromEnv({ ...variables, JENKINS_WEBHOOK_SECRET: secrets.join(' \n') });
    expect([jenkinsFromEnv(variables), executor].map(({ capabilities }) => capabilities.webhooks)).toEqual([
      false,
      true,
    ]);
    for (const secret of secrets) {
      const request = { url: `/?secret=${secret}`, headers: new Headers(), body: new Uint8Array(), receivedAt: 0 };
      expect(await executor.receiveWebhook?.(request)).toMatchObject({ outcome: 'malformed' });
    }
    expect(() => jenkinsFromEnv({ ...variables, JENKINS_WEBHOOK_SECRET: 'short' })).toThrow(
      'JENKINS_WEBHOOK_SECRET: must have at least 16 characters',
    );
  });

  it('names the variable that is wrong, without repeating it', () => {
    const make = () => jenkinsFromEnv({ ...variables, JENKINS_URL: 'https://u:secret@ci.example.com' });
    expect(make).toThrow('JENKINS_URL: must be the address of a Jenkins');
    expect(make).not.toThrow(/secret/);
    expect(() => jenkinsFromEnv({ ...variables, JENKINS_USER: 'a:b' })).toThrow('JENKINS_USER: must be the name');
  });
});

describe('a run id', () => {
  it('is a queue item with its execution, or a build', () => {
    expect(runReferenceOf(itemRunId(7, 'e-1'))).toEqual({ kind: 'item', queueId: 7, executionId: 'e-1' });
    expect(runReferenceOf('45')).toEqual({ kind: 'build', number: 45 });
  });

  it.each(
    ['', '0', '-1', '1.5', 'queue/7', 'queue/7/', 'queue/x/e', '../1', '1/stop', '1e3', '9'.repeat(16)].concat([
      'queue/7/e/',
      'queue/7/e?',
      'queue/7/e#',
      'queue/7/e%20',
      'queue/7/../e',
      ' queue/7/e',
      'queue/7/é',
    ]),
  )('is never %j', (runId) => {
    expect(() => runReferenceOf(runId)).toThrow('neither the number of a Jenkins build');
  });
});
