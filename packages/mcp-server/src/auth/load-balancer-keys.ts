import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Clock, ServiceLogger } from '@sluice/core';
import { fetchDocument } from './fetch-document.ts';
import { cannotCheck } from './unauthenticated.ts';

/** The keys that load balancers sign with. */
export interface LoadBalancerKeys {
  /**
   * Returns the key of a name; undefined where none is published under it.
   *
   * @throws SluiceError `overloaded` when keys can't be had now
   */
  keyOf(name: string): Promise<KeyObject | undefined>;
}

/** @internal */
export interface LoadBalancerKeysOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly fetch: typeof globalThis.fetch;
  readonly logger: ServiceLogger | undefined;
}

/** Load balancers change their keys seldom; who makes up names of keys must not make us ask for each. */
const FETCHES_PER_MINUTE = 10;
const MINUTE_MS = 60_000;
const KEPT_KEYS = 20;
const RETRY_AFTER_MS = 5000;

/** What a place of keys answers where there is none of that name. */
const NOT_THERE = [403, 404];

/** Makes what fetches the keys of load balancers, each once. */
export function createLoadBalancerKeys({ url, clock, fetch, logger }: LoadBalancerKeysOptions): LoadBalancerKeys {
  const known = new Map<string, KeyObject>();
  let minute = 0;
  let fetches = 0;

  function countFetch(): void {
    const now = Math.floor(clock.now() / MINUTE_MS);
    fetches = now === minute ? fetches + 1 : 1;
    minute = now;
    if (fetches > FETCHES_PER_MINUTE) throw unavailable(MINUTE_MS);
  }

  async function load(name: string): Promise<KeyObject | undefined> {
    try {
      const { status, text } = await fetchDocument(`${url}/${name}`, fetch);
      if (NOT_THERE.includes(status)) return undefined;
      if (status !== 200) throw new Error(`${url} answers with the status ${status}`);
      return createPublicKey(text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      logger?.error({ reason }, 'The keys of the load balancer can not be fetched');
      throw unavailable(RETRY_AFTER_MS);
    }
  }

  function remember(name: string, key: KeyObject): void {
    const [oldest] = known.keys();
    if (known.size >= KEPT_KEYS && oldest !== undefined) known.delete(oldest);
    known.set(name, key);
  }

  return {
    async keyOf(name) {
      const before = known.get(name);
      if (before !== undefined) return before;
      countFetch();
      const key = await load(name);
      if (key !== undefined) remember(name, key);
      return key;
    },
  };
}

function unavailable(retryAfterMs: number): Error {
  return cannotCheck('Who signed in at the load balancer can not be checked now. Try again soon.', retryAfterMs);
}
