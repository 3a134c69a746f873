import { ConfigurationError } from '@sluice/core';
import { credentialError } from './errors.ts';

/** A secret, or a function that is asked for it before each request. */
export type Secret = string | (() => Promise<string>);

export interface CredentialOptions {
  readonly user: string;
  readonly token?: Secret | undefined;
  readonly password?: Secret | undefined;
}

/** Who we are to Jenkins. */
export interface Credentials {
  /** Whether POSTs need a crumb: Jenkins spares only API tokens. */
  readonly needsCrumb: boolean;
  /** Returns the header for one request, and what of it must never be shown. */
  authorize(): Promise<{ readonly authorization: string; readonly secrets: readonly string[] }>;
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
    async authorize() {
      const value = (await read(secret, kind)).trim();
      if (!valid.test(value)) throw credentialError(kind, 'is empty or has characters that none has');
      const encoded = Buffer.from(`${user}:${value}`).toString('base64');
      return { authorization: `Basic ${encoded}`, secrets: [encoded, value] };
    },
  };
}

async function read(secret: Secret, kind: string): Promise<string> {
  if (typeof secret === 'string') return secret;
  try {
    return await secret();
  } catch (error) {
    throw credentialError(kind, 'could not be read', error);
  }
}
