import { ConfigurationError } from '@sluice/core';
import { credentialError } from './errors.ts';

/** A secret, or a function that is asked for it each time. */
export type Secret = string | (() => Promise<string>);

export interface CredentialOptions {
  readonly user: string;
  readonly token?: Secret | undefined;
  readonly password?: Secret | undefined;
}

/** How long something is waited for. */
export interface Patience {
  /** Aborted when it takes too long. */
  readonly timeout: AbortSignal;
  /** Aborted when the caller does not want it any more. */
  readonly signal: AbortSignal | undefined;
}

/** Who we are to Jenkins. */
export interface Credentials {
  /** Whether POSTs need a crumb: Jenkins spares only API tokens. */
  readonly needsCrumb: boolean;
  /** Returns the header for one request, and what of it must never be shown. */
  authorize(patience: Patience): Promise<{ readonly authorization: string; readonly secrets: readonly string[] }>;
}

/**
 * Makes the credentials from a user and either of its secrets.
 *
 * @throws ConfigurationError when there is no user, or not just one secret
 */
export function createCredentials({ user, token, password }: CredentialOptions): Credentials {
  if (!/^[^:\u0000-\u0020\u007f]+$/.test(user)) {
    throw new ConfigurationError([{ message: 'must be the name of a Jenkins user', path: ['user'] }]);
  }
  const secret = token ?? password;
  if (secret === undefined || (token !== undefined && password !== undefined)) {
    throw new ConfigurationError([{ message: 'give the API token of the user, or its password', path: ['token'] }]);
  }
  const kind = token === undefined ? 'password' : 'API token';
  const valid = token === undefined ? /^[^\u0000-\u001f\u007f]+$/ : /^[\x21-\x7e]+$/;
  return {
    needsCrumb: token === undefined,
    async authorize(patience) {
      const value = (typeof secret === 'string' ? secret : await readInTime(secret, kind, patience)).trim();
      if (!valid.test(value)) throw credentialError(kind, 'is empty or has characters that none has');
      const encoded = Buffer.from(`${user}:${value}`).toString('base64');
      return { authorization: `Basic ${encoded}`, secrets: [encoded, value] };
    },
  };
}

/**
 * Asks for a secret, with limited patience: a token that comes late would start a build after others have found that there
 * is none.
 *
 * @throws ExecutorError when it can't be had in time
 */
export async function readInTime<Value>(
  source: () => Promise<Value>,
  kind: string,
  { timeout, signal }: Patience,
): Promise<Value> {
  const end = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
  try {
    return await unlessAborted(Promise.resolve().then(source), end);
  } catch (error) {
    signal?.throwIfAborted();
    throw credentialError(kind, 'could not be read', error);
  }
}

async function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const finished = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true, signal: finished.signal });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    finished.abort();
  }
}
