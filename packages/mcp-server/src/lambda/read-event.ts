import { readHttpApiEvent } from './http-api-event.ts';
import type { HttpEvent } from './http-event.ts';
import { readLoadBalancerEvent } from './load-balancer-event.ts';
import { readRestApiEvent } from './rest-api-event.ts';

/** Reads an HTTP event of whatever gateway; undefined: it is none. */
export function readHttpEvent(event: unknown): HttpEvent | undefined {
  return readHttpApiEvent(event) ?? readLoadBalancerEvent(event) ?? readRestApiEvent(event);
}
