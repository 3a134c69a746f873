import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { Clock } from '@sluice/core';
import { listen } from '@sluice/testkit';
import { onTestFinished } from 'vitest';

export const LOAD_BALANCER =
  'arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/sluice/50dc6c495c0c9188';
export const SIGN_IN = 'https://login.example.com';

/** What the header of a load balancer differs in from one that is right; `undefined` leaves something out. */
export interface DataChanges {
  readonly header?: Readonly<Record<string, unknown>> | undefined;
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
  /** Signs with another key than the published one. */
  readonly key?: KeyObject | undefined;
}

/** A load balancer that has people sign in, and the place where it publishes its keys. */
export interface TestLoadBalancer {
  readonly publicKeysUrl: string;
  /** The names of the keys that it was asked for. */
  readonly asked: readonly string[];
  /** What it answers from now on. */
  answer(status: number): void;
  /** Returns `x-amzn-oidc-data`, right but for the changes. */
  dataOf(changes?: DataChanges): string;
}

/** Starts a load balancer's place of keys on a free port; closed when the test is over. */
export async function startLoadBalancer(clock: Pick<Clock, 'now'>): Promise<TestLoadBalancer> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const asked: string[] = [];
  let status = 200;
  const { url, close } = await listen((request) => {
    const name = new URL(request.url).pathname.slice(1);
    asked.push(name);
    if (status !== 200) return new Response('broken', { status });
    if (name !== 'key-1') return new Response('AccessDenied', { status: 403 });
    return new Response(publicKey.export({ type: 'spki', format: 'pem' }).toString());
  }, 0);
  onTestFinished(close);
  return {
    publicKeysUrl: url,
    asked,
    answer(next) {
      status = next;
    },
    dataOf({ header, claims, key = privateKey } = {}) {
      const exp = Math.floor(clock.now() / 1000) + 120;
      const right = { alg: 'ES256', kid: 'key-1', signer: LOAD_BALANCER, iss: SIGN_IN, client: 'sluice', exp };
      const signed = [
        { ...right, ...header },
        { sub: 'ana', exp, iss: SIGN_IN, ...claims },
      ]
        .map(padded)
        .join('.');
      const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
      return `${signed}.${filledUp(signature)}`;
    },
  };
}

function padded(value: unknown): string {
  return filledUp(Buffer.from(JSON.stringify(value)));
}

/** Base64 as load balancers write it: for URLs, and yet filled up with `=`. */
function filledUp(bytes: Buffer): string {
  const text = bytes.toString('base64url');
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}
