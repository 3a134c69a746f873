import type { Scope, Wire } from '@sluice/core';
import type { Hono } from 'hono';
import { answerJson } from '../http/answer.ts';
import type { ServerEnv } from '../http/server-env.ts';
import type { Access } from './access.ts';
import { SCOPES, scopeNameOf } from './claim-rules.ts';

/**
 * What a client is told to get a token for this server (RFC 9728).
 *
 * @public
 */
export interface ProtectedResource {
  /** Where clients reach the server, without a slash at the end, such as `https://pipelines.example.com`. */
  readonly resource: string;
  /** The issuers of tokens. */
  readonly authorizationServers: readonly string[];
  /** The scopes that a token may have, each as tokens name it; those without a name there can't be asked for. */
  readonly scopesSupported: Readonly<Partial<Record<Scope, string>>>;
}

const METADATA_PATH = '/.well-known/oauth-protected-resource';
const MCP_PATH = '/mcp';

/**
 * Returns what clients are told of the tokens that the server takes; undefined where it takes none.
 *
 * The scopes are named as the first issuer's tokens name them.
 *
 * @public
 */
export function protectedResourceOf({ issuers }: Access, publicUrl: string): ProtectedResource | undefined {
  const [first] = issuers;
  if (first === undefined) return undefined;
  return {
    resource: publicUrl.replace(/\/+$/, ''),
    authorizationServers: issuers.map(({ issuer }) => issuer),
    scopesSupported: Object.fromEntries(
      SCOPES.map((scope) => [scope, scopeNameOf(scope, first.scopes)]).filter(([, name]) => name !== undefined),
    ),
  };
}

/**
 * `GET /.well-known/oauth-protected-resource` and the same for `/mcp`, for everybody. The REST API and the MCP endpoint
 * are a resource each, since clients compare the name with the address that they use.
 */
export function addProtectedResource(app: Hono<ServerEnv>, current: () => ProtectedResource | undefined): void {
  for (const path of ['', MCP_PATH]) {
    app.get(`${METADATA_PATH}${path}`, (context) => {
      const metadata = current();
      return metadata === undefined ? context.notFound() : answerJson(context, toWire(metadata, path));
    });
  }
}

/** Returns the address of the metadata that fits the address that was asked. */
export function metadataUrlOf({ resource }: ProtectedResource, path: string): string {
  return `${resource}${METADATA_PATH}${path === MCP_PATH ? MCP_PATH : ''}`;
}

function toWire(metadata: ProtectedResource, path: string): Wire['ProtectedResource'] {
  const scopes = Object.values(metadata.scopesSupported);
  return {
    resource: `${metadata.resource}${path}`,
    authorization_servers: [...metadata.authorizationServers],
    bearer_methods_supported: ['header'],
    ...(scopes.length === 0 ? {} : { scopes_supported: scopes }),
  };
}
