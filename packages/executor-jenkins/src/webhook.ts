import { createHash, timingSafeEqual } from 'node:crypto';
import { ConfigurationError, type SightedRun, type WebhookRequest, type WebhookResult } from '@sluice/core';
import { type Notification, notificationSchema } from './answers.ts';
import { readInTime } from './credentials.ts';
import { buildRunId, isRunId, itemRunId } from './run-id.ts';

/** Far more than the notification plugin sends, unless it is told to send the log along. */
const MAX_BYTES = 1024 * 1024;

/** Secrets that are all good, or a function that is asked for them each time. */
export type Secrets = readonly string[] | (() => Promise<readonly string[]>);

export interface WebhookOptions {
  readonly secrets: Secrets;
  /** How long reading them may take. */
  readonly timeoutMs: number;
}

/**
 * Makes what reads the requests of Jenkins' notification plugin. They are not signed: a secret in their address proves
 * where they come from, and what they tell is read again.
 *
 * @returns undefined when there are no secrets
 * @throws ConfigurationError when one of the secrets could be guessed or would not survive in an address
 */
export function createWebhookReceiver(
  options: WebhookOptions,
): ((request: WebhookRequest) => Promise<WebhookResult>) | undefined {
  const { secrets } = options;
  if (typeof secrets !== 'function' && secrets.length === 0) return undefined;
  if (typeof secrets !== 'function' && !secrets.every(isSecret)) {
    const message = 'must have at least 16 characters, none of them a space, such as those of "openssl rand -hex 32"';
    throw new ConfigurationError([{ message, path: ['webhookSecrets'] }]);
  }
  return async (request) => {
    request.signal?.throwIfAborted();
    if (!(await isAuthentic(request, options))) return { outcome: 'unauthenticated' };
    const notification = notificationOf(request.body);
    if (typeof notification === 'string') return { outcome: 'malformed', reason: notification };
    const sighting = sightingOf(notification);
    if (sighting === undefined) return { outcome: 'ignored', reason: 'it is about a build that Sluice did not start' };
    return { outcome: 'accepted', deliveryId: deliveryIdOf(notification), sightings: [sighting] };
  };
}

function isSecret(text: string): boolean {
  return /^\S{16,}$/.test(text.trim());
}

async function isAuthentic({ url, signal }: WebhookRequest, { secrets, timeoutMs }: WebhookOptions): Promise<boolean> {
  const base = 'http://localhost';
  const given = URL.canParse(url, base) ? new URL(url, base).searchParams.getAll('secret') : [];
  const [secret] = given;
  if (secret === undefined || given.length > 1) return false;
  const patience = { timeout: AbortSignal.timeout(timeoutMs), signal };
  const valid = typeof secrets === 'function' ? await readInTime(secrets, 'webhook secrets', patience) : secrets;
  // Each is compared, whatever the others came to, so that the time tells nothing.
  return valid.filter((each) => isSecret(each) && isSame(each.trim(), secret)).length > 0;
}

/** Digests are of one length, which comparing in constant time needs. */
function isSame(left: string, right: string): boolean {
  return timingSafeEqual(digest(left), digest(right));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Reads the body; a text says what is wrong with it. */
function notificationOf(body: Uint8Array): Notification | string {
  if (body.length > MAX_BYTES)
    return 'it is longer than 1 MiB: let the endpoint in the job send fewer lines of the log';
  const result = notificationSchema.safeParse(jsonOf(body));
  return result.success
    ? result.data
    : 'it is no notification of a build: set the endpoint in the job to the format JSON and the protocol HTTP';
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

function sightingOf({ build }: Notification): SightedRun | undefined {
  const executionId = build.parameters?.SLUICE_EXECUTION_ID ?? '';
  const runId = runIdOf(build, executionId);
  return isRunId(itemRunId(0, executionId)) && runId !== undefined ? { executionId, runId } : undefined;
}

function runIdOf(build: Notification['build'], executionId: string): string | undefined {
  if (build.number !== undefined) return buildRunId(build.number);
  return build.queue_id === undefined ? undefined : itemRunId(build.queue_id, executionId);
}

/**
 * Names a notification, since the plugin does not: one that it sends again may differ in the log that it brings, but
 * never in what it is about. Each phase of a build is one of its own, as each may find the build elsewhere.
 */
function deliveryIdOf({ url, build }: Notification): string {
  const about = [url, build.number, build.queue_id, build.phase, build.timestamp];
  return digest(JSON.stringify(about.map((part) => part ?? null))).toString('hex');
}
