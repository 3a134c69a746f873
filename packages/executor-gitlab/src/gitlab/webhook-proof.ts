import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { WebhookRequest } from '@sluice/core';

/** How far apart the clock of a webhook's sender and ours may be, as of https://www.standardwebhooks.com. */
const TOLERANCE_MS = 5 * 60_000;
/** What is known to be too short can't be a signing token: those of GitLab have 32 bytes. */
const MIN_KEY_BYTES = 16;

/** What a webhook's sender may know, several of each while one takes the place of another. */
export interface WebhookSecrets {
  /** Sent along as they are, as `X-Gitlab-Token`. */
  readonly tokens: readonly string[];
  /** What webhooks are signed with, as bytes. */
  readonly keys: readonly Uint8Array[];
}

/** Reads a signing token: Base64, with or without `whsec_` before it. Undefined for what can be none. */
export function signingKeyOf(token: string): Uint8Array | undefined {
  const [, base64] = /^(?:whsec_)?([A-Za-z0-9+/]+={0,2})$/.exec(token.trim()) ?? [];
  const key = base64 === undefined ? undefined : Buffer.from(base64, 'base64');
  return key !== undefined && key.length >= MIN_KEY_BYTES ? key : undefined;
}

/**
 * Tells whether a webhook's sender has proved who it is.
 *
 * What is signed must be signed right wherever we know signing tokens: a token beside the signature does not make up for it.
 */
export function isProven(request: WebhookRequest, { tokens, keys }: WebhookSecrets): boolean {
  const { headers } = request;
  if (keys.length > 0 && headers.has('webhook-signature')) return isSigned(request, keys);
  const token = headers.get('x-gitlab-token');
  // Every token is compared, so that the time it takes tells nothing of which one fits.
  return token !== null && tokens.map((known) => isSame(digest(token), digest(known.trim()))).includes(true);
}

function isSigned({ headers, body, receivedAt }: WebhookRequest, keys: readonly Uint8Array[]): boolean {
  const id = headers.get('webhook-id') ?? '';
  const timestamp = headers.get('webhook-timestamp') ?? '';
  if (id === '' || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(receivedAt - Number(timestamp) * 1000) > TOLERANCE_MS) return false;
  const given = (headers.get('webhook-signature') ?? '')
    .split(' ')
    .filter((signature) => signature.startsWith('v1,'))
    .map((signature) => Buffer.from(signature.slice(3), 'base64'));
  const right = keys.map((key) => createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest());
  return given.flatMap((signature) => right.map((one) => isSame(signature, one))).includes(true);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
