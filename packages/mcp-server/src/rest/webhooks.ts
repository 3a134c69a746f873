import {
  type Clock,
  type ExecutionService,
  lockedTo,
  type Principal,
  SluiceError,
  type Wire,
  type WireOperations,
} from '@sluice/core';
import type { Context, Hono } from 'hono';
import * as z from 'zod';
import type { Admission } from '../guards/admission.ts';
import { answerJson } from '../http/answer.ts';
import { readBytes } from '../http/body-bytes.ts';
import type { ServerEnv } from '../http/server-env.ts';
import { validate } from '../http/validate.ts';

/** @internal */
export interface WebhookOptions {
  readonly service: ExecutionService;
  /** Tells when a webhook arrived. */
  readonly clock: Clock;
  /** Lets each executor's webhooks in as it would a principal's requests. @defaultValue all are let in */
  readonly admission?: Admission | undefined;
}

/** A CI system tells of all jobs of a pipeline at once: 4 MB are about two thousand. */
const LIMIT_BYTES = 4 * 1024 * 1024;

const pathSchema = lockedTo<WireOperations['receiveWebhook']['parameters']['path']>()(
  z.strictObject({ executor: z.string().min(1).max(64) }),
);

/** `POST /webhooks/{executor}`: the sender proves to the executor that it is the CI system, and is nobody until then. */
export function addWebhooks(app: Hono<ServerEnv>, options: WebhookOptions): void {
  app.post('/webhooks/:executor', async (context) => {
    const { executor } = validate(pathSchema, context.req.param());
    // Before anything is read or counted: whoever makes up names must not fill a memory.
    if (options.service.catalog.executor(executor)?.receiveWebhook === undefined) throw takesNone(executor);
    const sender: Principal = { id: `webhook:${executor}`, scopes: [] };
    const admitted = options.admission?.admit(sender);
    try {
      const outcome = await receive(context, executor, options);
      // By now it is known who it is.
      context.set('principal', sender);
      return answerJson(context, { outcome } satisfies Wire['WebhookReceipt']);
    } finally {
      admitted?.release();
    }
  });
}

async function receive(
  context: Context<ServerEnv>,
  executor: string,
  { service, clock }: WebhookOptions,
): Promise<Wire['WebhookReceipt']['outcome']> {
  const receivedAt = clock.now();
  const { pathname, search } = new URL(context.req.url);
  const { headers } = context.req.raw;
  const body = await readBytes(context.req.raw, { limitBytes: LIMIT_BYTES, clock });
  // Without the sender's signal: what it told of is looked at also when it does not wait for the answer.
  const outcome = await service.receiveWebhook(executor, { url: `${pathname}${search}`, headers, body, receivedAt });
  if (outcome === 'unauthenticated') throw unproven();
  if (outcome === 'malformed') throw malformed(executor);
  return outcome;
}

function takesNone(executor: string): SluiceError {
  return new SluiceError({ code: 'not_found', message: `No executor "${executor}" takes webhooks.` });
}

function unproven(): SluiceError {
  return new SluiceError({
    code: 'unauthenticated',
    message: 'The webhook does not prove that it comes from the CI system. Give both the same secret.',
  });
}

function malformed(executor: string): SluiceError {
  return new SluiceError({
    code: 'invalid_request',
    message: `The body is no webhook of the CI system that "${executor}" is for. The server's log says why.`,
  });
}
