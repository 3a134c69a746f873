import type { IncomingMessage } from 'node:http';
import { type ErrorCode, SluiceError } from '@sluice/core';
import { requirePlainTarget } from '../guards/request-target.ts';

/** Why a request is not even looked at. */
export interface Refusal {
  readonly status: number;
  readonly error: SluiceError;
}

/** Returns why a request must not reach the app: who reads it elsewhere could read something else. Undefined: it may. */
export function refusalOf(incoming: IncomingMessage): Refusal | undefined {
  if (incoming.method === 'TRACE') return refusal(405, 'invalid_request', 'TRACE is not accepted.');
  if (!hasOneHost(incoming.rawHeaders)) return refusal(400, 'invalid_request', 'The request needs one Host.');
  try {
    requirePlainTarget(incoming.url ?? '');
    return undefined;
  } catch (error) {
    if (!SluiceError.isInstance(error)) throw error;
    return { status: error.code === 'request_too_large' ? 414 : 400, error };
  }
}

/** Makes a refusal. */
export function refusal(status: number, code: ErrorCode, message: string): Refusal {
  return { status, error: new SluiceError({ code, message }) };
}

/** Node hands on the first of several. */
function hasOneHost(rawHeaders: readonly string[]): boolean {
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts === 1;
}
