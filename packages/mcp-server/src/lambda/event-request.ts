import { SluiceError } from '@sluice/core';
import { requirePlainTarget } from '../guards/request-target.ts';
import type { EventBody, HttpEvent } from './http-event.ts';

/** @internal */
export interface EventRequestOptions {
  /** Stands before the paths, where a custom domain or a load balancer's rule puts it there. */
  readonly basePath: string;
  /** Names the request where its sender does not. */
  readonly requestId: string;
  /** Aborted when the sender has gone. */
  readonly signal: AbortSignal;
}

const HOST = /^[\w.:[\]-]+$/;

/**
 * Makes the request that an event tells of.
 *
 * @throws SluiceError `invalid_request` for one that can't be a request
 */
export function requestOf(event: HttpEvent, { basePath, requestId, signal }: EventRequestOptions): Request {
  const headers = headersOf(event);
  if (!headers.has('x-request-id')) headers.set('x-request-id', requestId);
  const host = headers.get('host') ?? event.host ?? '';
  if (!HOST.test(host)) throw invalid('its Host is not one');
  const target = targetOf(event, basePath);
  requirePlainTarget(target);
  const body = bodyOf(event.method, event.body);
  try {
    return new Request(`https://${host}${target}`, {
      method: event.method,
      headers,
      signal,
      ...(body === undefined ? {} : { body }),
    });
  } catch {
    throw invalid('its method or its address is not one');
  }
}

function headersOf({ headers: pairs }: HttpEvent): Headers {
  const headers = new Headers();
  for (const [name, value] of pairs) append(headers, name, value);
  return headers;
}

function append(headers: Headers, name: string, value: string): void {
  try {
    // As Node's HTTP server reads what is not ASCII, so that one door understands what the other does.
    headers.append(name, Buffer.from(value, 'utf8').toString('latin1'));
  } catch {
    throw invalid('one of its headers is not one');
  }
}

/** Some gateways hand the path over decoded: what would end it must not. */
function targetOf({ path, query }: HttpEvent, basePath: string): string {
  const isBelow = basePath !== '' && (path === basePath || path.startsWith(`${basePath}/`));
  const own = isBelow ? path.slice(basePath.length) || '/' : path;
  const encoded = own.toWellFormed().replaceAll(/[^!-~]|[?#]/gu, encodeURIComponent);
  return query === '' ? encoded : `${encoded}?${query.replaceAll('#', '%23')}`;
}

function bodyOf(method: string, { body, isBase64Encoded }: EventBody): Uint8Array<ArrayBuffer> | undefined {
  if (body === undefined || body === null || body === '' || /^(?:get|head)$/i.test(method)) return undefined;
  return new Uint8Array(Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8'));
}

function invalid(what: string): SluiceError {
  return new SluiceError({ code: 'invalid_request', message: `The request can't be read: ${what}.` });
}
