import { ExecutorError } from '@sluice/core';
import * as z from 'zod';
import { nonsenseError, refusedError, type Subject, unansweredError } from './errors.ts';

export interface KilnClientOptions {
  /** Where Kiln is: `https://kiln.example.com`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** How long Kiln may take for one answer. @defaultValue 30000 */
  readonly requestTimeoutMs?: number | undefined;
}

const buildSchema = z.object({
  number: z.int().positive(),
  state: z.string(),
  env: z.record(z.string(), z.string()),
  created_at: z.number(),
  changed_at: z.number(),
  log_size: z.number(),
  error: z.string().nullable(),
  url: z.string(),
});

export type KilnBuild = Readonly<z.infer<typeof buildSchema>>;

/** One call, with what its errors speak of. */
export interface Call extends Subject {
  readonly signal: AbortSignal | undefined;
}

/** The calls of Kiln's API that the executor makes. Each is one request; none is ever repeated. */
export interface KilnClient {
  createBuild(call: Call, job: string, env: Readonly<Record<string, string>>): Promise<KilnBuild>;
  getBuild(call: Call, number: number): Promise<KilnBuild>;
  /** Lists builds of a job, newest first. The pages count from 1. */
  listBuilds(call: Call, job: string, page: number): Promise<readonly KilnBuild[]>;
  /** Asks a build to stop. Kiln takes it on whether or not there is anything to stop. */
  abortBuild(call: Call, number: number): Promise<void>;
  /** Reads what follows an offset of the log, so much of it as Kiln gives at once. */
  getLog(call: Call, number: number, offset: number): Promise<Uint8Array>;
}

/** Makes the one thing here that talks to Kiln. */
export function createKilnClient({ baseUrl, apiKey, requestTimeoutMs = 30_000 }: KilnClientOptions): KilnClient {
  const secrets = [apiKey, new URL(baseUrl).host];

  async function send(call: Call, path: string, json?: unknown): Promise<Uint8Array> {
    call.signal?.throwIfAborted();
    const timeout = AbortSignal.timeout(requestTimeoutMs);
    try {
      const response = await fetch(`${baseUrl}${path}`, {
        headers: { 'x-api-key': apiKey, 'content-type': 'application/json' },
        // The key does not go where a redirect leads.
        redirect: 'manual',
        signal: call.signal === undefined ? timeout : AbortSignal.any([call.signal, timeout]),
        ...(json === undefined ? {} : { method: 'POST', body: JSON.stringify(json) }),
      });
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (response.ok) return bytes;
      throw refusedError(call, response, { body: new TextDecoder().decode(bytes), secrets });
    } catch (error) {
      call.signal?.throwIfAborted();
      throw ExecutorError.isInstance(error) ? error : unansweredError(call, error);
    }
  }

  async function read<Value>(call: Call, path: string, schema: z.ZodType<Value>, json?: unknown): Promise<Value> {
    const bytes = await send(call, path, json);
    try {
      return schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    } catch {
      throw nonsenseError(call);
    }
  }

  return {
    createBuild: (call, job, env) => read({ ...call, starts: true }, '/builds', buildSchema, { job, env }),
    getBuild: (call, number) => read(call, `/builds/${number}`, buildSchema),
    listBuilds: (call, job, page) =>
      read(call, `/builds?${new URLSearchParams({ job, page: String(page) })}`, z.array(buildSchema)),
    async abortBuild(call, number) {
      await send(call, `/builds/${number}/abort`, {});
    },
    getLog: (call, number, offset) => send(call, `/builds/${number}/log?offset=${offset}`),
  };
}
