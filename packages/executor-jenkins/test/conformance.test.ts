import { executorConformance, jenkinsWorld } from '@sluice/testkit';
import { describe, it } from 'vitest';
import { createJenkinsExecutor } from '../src/index.ts';

const TOKEN = '11aBcDeF0123456789abcdef0123456789';
const PASSWORD = 'correct horse battery';
const SECRET = 'a-webhook-secret-of-some-length';

describe.each(['pipeline', 'freestyle'] as const)('%s jobs', (kind) => {
  executorConformance({
    ...jenkinsWorld({ kind, user: { user: 'sluice', apiToken: TOKEN }, webhookSecret: SECRET }),
    name: 'Jenkins with an API token',
    describe,
    it,
    create: ({ url, now, requestTimeoutMs }) =>
      createJenkinsExecutor({
        baseUrl: url,
        user: 'sluice',
        token: TOKEN,
        webhookSecrets: [SECRET],
        now,
        requestTimeoutMs,
      }),
  });

  executorConformance({
    ...jenkinsWorld({ kind, user: { user: 'sluice', password: PASSWORD }, webhookSecret: SECRET }),
    name: 'Jenkins with a password and a crumb',
    describe,
    it,
    create: ({ url, now, requestTimeoutMs }) =>
      createJenkinsExecutor({
        baseUrl: url,
        user: 'sluice',
        password: PASSWORD,
        webhookSecrets: [SECRET],
        now,
        requestTimeoutMs,
      }),
  });
});
