import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ConfigurationError } from '@sluice/core';
import * as z from 'zod';

/** What ships with the proxy. */
const INSTALLED_PACT = '@sluice/lambda-adapters/pacts/mcp-proxy-mcp-server.json';

/** Headers by their names; several values of one in a list. */
export type PactHeaders = Readonly<Record<string, string | readonly string[]>>;

/** The rules that the parts of a body must keep, by their paths. */
export type PactRules = Readonly<Record<string, { readonly matchers: readonly Readonly<Record<string, unknown>>[] }>>;

export interface PactRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly headers?: PactHeaders | undefined;
  readonly body?: { readonly content: unknown } | undefined;
}

export interface PactResponse {
  readonly status: number;
  readonly headers?: PactHeaders | undefined;
  readonly body?: { readonly content: unknown } | undefined;
  readonly matchingRules?: { readonly body?: PactRules | undefined } | undefined;
}

/** One request of a pact, and the answer to it. */
export interface Interaction {
  readonly description: string;
  readonly providerStates?: readonly { readonly name: string }[] | undefined;
  readonly request: PactRequest;
  readonly response: PactResponse;
}

const headers = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
const body = z.looseObject({ content: z.unknown() });
const rules = z.record(z.string(), z.looseObject({ matchers: z.array(z.record(z.string(), z.unknown())) }));
const interaction: z.ZodType<Interaction> = z.looseObject({
  description: z.string(),
  providerStates: z.array(z.looseObject({ name: z.string() })).optional(),
  request: z.looseObject({
    method: z.string(),
    path: z.string(),
    query: z.record(z.string(), z.array(z.string())).optional(),
    headers: headers.optional(),
    body: body.optional(),
  }),
  response: z.looseObject({
    status: z.int(),
    headers: headers.optional(),
    body: body.optional(),
    matchingRules: z.looseObject({ body: rules.optional() }).optional(),
  }),
});
const participant = z.looseObject({ name: z.string() });
const pactSchema = z.looseObject({
  consumer: participant,
  provider: participant,
  interactions: z.array(z.looseObject({ type: z.string().optional() })),
});

/** What a consumer relies on. */
export interface Pact {
  readonly consumer: string;
  readonly provider: string;
  /** Those over HTTP; messages are none. */
  readonly interactions: readonly Interaction[];
  /** As it was read. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/**
 * Reads a pact from a file, or the one of the proxy that the project in the working directory has installed.
 *
 * @throws ConfigurationError when there is none, or it is no pact
 */
export async function readPact(file: string | undefined): Promise<Pact> {
  const path = file ?? installedPact();
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new ConfigurationError([{ path: [], message: `The pact ${path} can't be read.` }], cause);
  }
  return parsePact(text, path);
}

/**
 * Reads a pact from its JSON; `name` says where it is from.
 *
 * @throws ConfigurationError when it is no pact
 */
export function parsePact(text: string, name: string): Pact {
  try {
    const raw = pactSchema.parse(JSON.parse(text));
    const overHttp = raw.interactions.filter(({ type = 'Synchronous/HTTP' }) => type === 'Synchronous/HTTP');
    const interactions = overHttp.map((one) => interaction.parse(one));
    return { consumer: raw.consumer.name, provider: raw.provider.name, interactions, raw };
  } catch (cause) {
    throw new ConfigurationError([{ path: [], message: `${name} is no pact of version 4.` }], cause);
  }
}

/** Returns what a server must be brought to for an interaction. */
export function stateOf({ providerStates = [] }: Interaction): string {
  return providerStates.map(({ name }) => name).join(', and ');
}

function installedPact(): string {
  try {
    return createRequire(join(process.cwd(), 'package.json')).resolve(INSTALLED_PACT);
  } catch (cause) {
    const message =
      'The project in this folder has not installed @sluice/lambda-adapters, whose pact is to be verified. ' +
      'Run the command where it is installed, or name a pact with --pact.';
    throw new ConfigurationError([{ path: [], message }], cause);
  }
}
