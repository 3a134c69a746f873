import { randomBytes } from 'node:crypto';
import type { WebhookRequest } from '@sluice/core';
import type { WebhookDelivery } from '../executor/executor-world.ts';
import { type GitLabWebhook, signature } from './webhook.ts';
import type { GitLabWorldOptions } from './world.ts';

/** How a webhook is to be delivered. */
interface Delivering {
  readonly delivery: WebhookDelivery;
  readonly webhook: GitLabWorldOptions['webhook'];
  readonly receivedAt: number;
}

/** Makes the request that brings a webhook, with the body and the proof that are asked for. */
export function webhookAs(hook: GitLabWebhook, { delivery, webhook, receivedAt }: Delivering): WebhookRequest {
  const body = delivery.body ?? Buffer.from(hook.body);
  const known = delivery.secret === 'wrong' ? stranger(webhook) : webhook;
  const proof =
    'secretToken' in known
      ? { 'x-gitlab-token': known.secretToken }
      : signature({ ...known, id: hook.headers['idempotency-key'] ?? '', now: receivedAt, body });
  return { url: '/webhooks/gitlab', headers: new Headers({ ...hook.headers, ...proof }), body, receivedAt };
}

/** What somebody knows who does not know the secret. */
function stranger(webhook: GitLabWorldOptions['webhook']): GitLabWorldOptions['webhook'] {
  const guess = randomBytes(32).toString('base64');
  return 'secretToken' in webhook ? { secretToken: guess } : { signingToken: `whsec_${guess}` };
}
