import { executorConformance, gitLabWorld } from '@sluice/testkit';
import { describe, it } from 'vitest';
import { createGitLabExecutor } from '../src/index.ts';

const TOKEN = 'glpat-0123456789abcdefghij';
const TRIGGER_TOKEN = 'glptt-9876543210zyxwvutsrq';
const SECRET = 'a-webhook-secret-of-some-length';
const SIGNING_TOKEN = `whsec_${Buffer.alloc(32, 'sluice').toString('base64')}`;

executorConformance({
  ...gitLabWorld({ token: TOKEN, webhook: { secretToken: SECRET } }),
  name: 'GitLab with variables',
  describe,
  it,
  create: ({ url, now, requestTimeoutMs }) =>
    createGitLabExecutor({ baseUrl: url, token: TOKEN, webhookSecrets: [SECRET], now, requestTimeoutMs }),
});

executorConformance({
  ...gitLabWorld({ token: TOKEN, variablesAs: 'inputs', webhook: { signingToken: SIGNING_TOKEN } }),
  name: 'GitLab with inputs',
  describe,
  it,
  create: ({ url, now, requestTimeoutMs }) =>
    createGitLabExecutor({ baseUrl: url, token: TOKEN, webhookSigningTokens: [SIGNING_TOKEN], now, requestTimeoutMs }),
});

executorConformance({
  ...gitLabWorld({ token: TOKEN, triggerToken: TRIGGER_TOKEN, webhook: { signingToken: SIGNING_TOKEN } }),
  name: 'GitLab with a trigger token',
  describe,
  it,
  create: ({ url, now, requestTimeoutMs }) =>
    createGitLabExecutor({
      baseUrl: url,
      token: TOKEN,
      triggerToken: TRIGGER_TOKEN,
      webhookSigningTokens: [SIGNING_TOKEN],
      now,
      requestTimeoutMs,
    }),
});
