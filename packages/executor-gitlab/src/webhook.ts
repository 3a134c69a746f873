import { ConfigurationError, type SightedRun, type WebhookRequest, type WebhookResult } from '@sluice/core';
import type * as z from 'zod';
import { type JobEvent, jobEventSchema, type PipelineEvent, pipelineEventSchema } from './answers.ts';
import { readInTime, type SecretReading } from './credentials.ts';
import { secretError } from './errors.ts';
import { EXECUTION_ID, executionIdIn, isStartedByApi } from './gitlab/execution-id.ts';
import { isProven, signingKeyOf } from './gitlab/webhook-proof.ts';

/** Secrets that are all valid at once, or what is asked for them each time. */
export type Secrets = readonly string[] | (() => Promise<readonly string[]>);

export interface WebhookOptions {
  readonly secrets: Secrets | undefined;
  readonly signingTokens: Secrets | undefined;
  /** How long a function may take for secrets. */
  readonly timeoutMs: number;
}

export type ReceiveWebhook = (request: WebhookRequest) => Promise<WebhookResult>;

/** Longer than the longest webhook about a pipeline of a thousand jobs. */
const MAX_BYTES = 4 * 1024 * 1024;
const MAX_EXECUTION_ID = 100;

/**
 * Makes what reads GitLab's webhooks; undefined where no secret is known, since then nobody could prove anything.
 *
 * @throws ConfigurationError for a secret that can be none
 */
export function webhookReceiver({ secrets, signingTokens, timeoutMs }: WebhookOptions): ReceiveWebhook | undefined {
  checkSecrets('webhookSecrets', secrets, isSecret);
  checkSecrets('webhookSigningTokens', signingTokens, (token) => signingKeyOf(token) !== undefined);
  if (isNone(secrets) && isNone(signingTokens)) return undefined;

  return async (request) => {
    const { signal } = request;
    signal?.throwIfAborted();
    const tokens = await readSecrets(secrets, { name: 'webhook secrets', timeoutMs, signal });
    const signing = await readSecrets(signingTokens, { name: 'webhook signing tokens', timeoutMs, signal });
    const keys = signing.map(signingKeyOf).filter((key) => key !== undefined);
    if (keys.length < signing.length) throw secretError('webhook signing tokens', 'are none');
    if (!isProven(request, { tokens: tokens.filter(isSecret), keys })) return { outcome: 'unauthenticated' };
    if (request.body.length > MAX_BYTES)
      return { outcome: 'malformed', reason: `it is longer than ${MAX_BYTES} bytes` };
    return read(request);
  };
}

async function readSecrets(secrets: Secrets = [], reading: SecretReading): Promise<readonly string[]> {
  return typeof secrets === 'function' ? readInTime(secrets, reading) : secrets;
}

function isNone(secrets: Secrets | undefined): boolean {
  return secrets === undefined || (typeof secrets !== 'function' && secrets.length === 0);
}

/** A secret that is empty would let everybody in. */
function isSecret(secret: string): boolean {
  return secret.trim() !== '';
}

function checkSecrets(option: string, secrets: Secrets | undefined, isGood: (secret: string) => boolean): void {
  if (secrets === undefined || typeof secrets === 'function' || secrets.every(isGood)) return;
  const accepted =
    option === 'webhookSecrets' ? 'secret tokens' : 'signing tokens, such as "whsec_" and 44 characters,';
  throw new ConfigurationError([
    { message: `must be ${accepted} of webhooks; one of them can be none`, path: [option] },
  ]);
}

function read({ headers, body }: WebhookRequest): WebhookResult {
  const payload = parseJson(body);
  if (payload === undefined) return { outcome: 'malformed', reason: 'its body is not JSON' };
  switch (kindOf(payload)) {
    case 'pipeline':
      return accept(headers, pipelineEventSchema.safeParse(payload), sightPipeline);
    case 'build':
      return accept(headers, jobEventSchema.safeParse(payload), sightJob);
    default:
      return { outcome: 'ignored', reason: 'it is about no pipeline and no job' };
  }
}

function accept<Event>(
  headers: Headers,
  parsed: z.ZodSafeParseResult<Event>,
  sight: (event: Event) => readonly SightedRun[] | string,
): WebhookResult {
  if (!parsed.success) return { outcome: 'malformed', reason: 'its body is none that GitLab sends' };
  const sightings = sight(parsed.data);
  if (typeof sightings === 'string') return { outcome: 'ignored', reason: sightings };
  return { outcome: 'accepted', deliveryId: deliveryIdOf(headers), sightings };
}

/** The runs that an event tells of, or why there is none. */
function sightPipeline({ object_attributes: pipeline }: PipelineEvent): readonly SightedRun[] | string {
  // A pipeline that another one triggered may have got its variables, and is another run all the same.
  if (!isStartedByApi(pipeline.source)) return 'its pipeline was not started over the API';
  const carried = pipeline.variables?.find(({ key }) => key === EXECUTION_ID)?.value;
  const isId = carried !== undefined && carried !== '' && carried.length <= MAX_EXECUTION_ID;
  return sightingsOf(pipeline.id, isId ? carried : executionIdIn(pipeline.name));
}

function sightJob({ pipeline_id: id, commit }: JobEvent): readonly SightedRun[] | string {
  return sightingsOf(id, executionIdIn(commit?.name));
}

function sightingsOf(pipelineId: number, executionId: string | undefined): readonly SightedRun[] | string {
  if (executionId === undefined) return `its pipeline has no ${EXECUTION_ID}, and not one in its name`;
  return [{ executionId, runId: String(pipelineId) }];
}

/**
 * The first two are the same for every delivery of an event, and each other's, but only newer GitLabs send them. A
 * signature is over the first: who repeats a webhook could put anything into the others.
 */
function deliveryIdOf(headers: Headers): string | undefined {
  const id = headers.get('webhook-id') ?? headers.get('idempotency-key') ?? headers.get('x-gitlab-event-uuid');
  return id?.trim() || undefined;
}

function kindOf(payload: unknown): unknown {
  return typeof payload === 'object' && payload !== null && 'object_kind' in payload ? payload.object_kind : undefined;
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
