import type { PipelineRequest } from './create-pipeline.ts';
import { invalidParameter, refusal } from './refusal.ts';

/** What a request with a trigger token asks for. */
export interface TriggerRequest extends PipelineRequest {
  readonly token: string;
}

/**
 * Reads a request to `POST /projects/:id/trigger/pipeline`: a JSON body or a form, and what stands in the query.
 *
 * @throws Refusal that names the parameter which is missing or wrong
 */
export async function triggerRequestOf(request: Request, body: string): Promise<TriggerRequest> {
  const sent: Sent = { ...queryOf(request), ...(await bodyOf(request, body)) };
  const variables = textsOf(sent['variables']);
  // GitLab's words for it (lib/api/ci/triggers.rb).
  if (variables === undefined) throw refusal(400, 'variables needs to be a map of key-valued strings');
  return {
    token: required(sent, 'token'),
    ref: required(sent, 'ref'),
    variables: Object.entries(variables).map(([key, value]) => ({ key, value })),
    inputs: textsOf(sent['inputs']) ?? {},
  };
}

type Sent = Readonly<Record<string, unknown>>;

function required(sent: Sent, name: string): string {
  const value = sent[name];
  if (value === undefined) throw invalidParameter(`${name} is missing`);
  if (typeof value !== 'string' || value === '') throw invalidParameter(`${name} is invalid`);
  return value;
}

function queryOf(request: Request): Sent {
  return nested([...new URL(request.url).searchParams]);
}

async function bodyOf(request: Request, body: string): Promise<Sent> {
  const type = request.headers.get('content-type') ?? '';
  if (body === '') return {};
  if (!type.includes('json')) {
    const form = await new Response(body, { headers: { 'content-type': type } }).formData();
    return nested([...form].map(([name, value]) => [name, String(value)]));
  }
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? Object.fromEntries(Object.entries(parsed)) : {};
  } catch {
    throw refusal(400, '400 Bad Request');
  }
}

/** `variables[KEY]` is a way to write maps where there is only text. */
function nested(entries: readonly (readonly [string, string])[]): Sent {
  const sent: Record<string, unknown> = {};
  for (const [name, value] of entries) {
    const [, map, key] = /^(\w+)\[(.+)\]$/.exec(name) ?? [];
    if (map === undefined || key === undefined) sent[name] = value;
    else sent[map] = { ...textsOf(sent[map]), [key]: value };
  }
  return sent;
}

/** Undefined for what is no map of texts. */
function textsOf(value: unknown): Readonly<Record<string, string>> | undefined {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const texts: Record<string, string> = {};
  for (const [name, text] of Object.entries(value)) {
    if (typeof text !== 'string') return undefined;
    texts[name] = text;
  }
  return texts;
}
