import { setTimeout } from 'node:timers/promises';
import { secretError } from './errors.ts';

/** What the executor proves itself with. */
export interface CredentialOptions {
  readonly token: string | (() => Promise<string>);
  readonly triggerToken: string | ((project: string) => Promise<string>) | undefined;
  /** How long a function may take for a secret. */
  readonly timeoutMs: number;
}

/** Reads secrets, each time anew where they come from a function. */
export interface Credentials {
  /** @throws ExecutorError with `outcome: 'not_started'` */
  accessToken(signal: AbortSignal | undefined): Promise<string>;
  /** Undefined where pipelines are started with the access token. */
  readonly triggerToken: ((project: string, signal: AbortSignal | undefined) => Promise<string>) | undefined;
}

/** How a secret is read. */
export interface SecretReading {
  /** What it is, for the sentence that says it can't be had. */
  readonly name: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** Makes the reader of the credentials. */
export function createCredentials({ token, triggerToken, timeoutMs }: CredentialOptions): Credentials {
  return {
    accessToken: (signal) => readToken(token, { name: 'access token', timeoutMs, signal }),
    triggerToken:
      triggerToken === undefined
        ? undefined
        : (project, signal) => {
            const source = typeof triggerToken === 'string' ? triggerToken : () => triggerToken(project);
            return readToken(source, { name: 'trigger token', timeoutMs, signal });
          },
  };
}

async function readToken(source: string | (() => Promise<string>), reading: SecretReading): Promise<string> {
  const token = (typeof source === 'string' ? source : await readInTime(source, reading)).trim();
  if (!/^[\x21-\x7e]+$/.test(token)) throw secretError(reading.name, 'is empty or has characters that no token has');
  return token;
}

/**
 * Asks a function for a secret, for so long only: a token that comes late would start a pipeline after others have found
 * that there is none.
 *
 * @throws ExecutorError with `outcome: 'not_started'`
 */
export async function readInTime<Value>(
  source: () => Promise<Value>,
  { name, timeoutMs, signal }: SecretReading,
): Promise<Value> {
  signal?.throwIfAborted();
  const patience = new AbortController();
  const ended = signal === undefined ? patience.signal : AbortSignal.any([patience.signal, signal]);
  const tooLate = setTimeout(timeoutMs, undefined, { signal: ended }).then(() => {
    throw new Error(`nothing within ${timeoutMs} ms`);
  });
  try {
    return await Promise.race([Promise.resolve().then(source), tooLate]);
  } catch (error) {
    signal?.throwIfAborted();
    throw secretError(name, 'could not be read', error);
  } finally {
    patience.abort();
  }
}
