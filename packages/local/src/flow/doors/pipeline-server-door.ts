import { argument, type Door, member, type ObservedRequest, statusOutcome, textMember } from '../door.ts';
import { PIPELINE_SERVER, USER } from '../parts.ts';

/**
 * The pipeline server.
 *
 * @param keyHolders - Who has which API key: the key, and the part that was given it.
 */
export function pipelineServerDoor(keyHolders: ReadonlyMap<string, string>): Door {
  return {
    call(request) {
      const from = keyHolders.get(request.header('x-api-key') ?? '') ?? USER;
      return { from, to: PIPELINE_SERVER, action: `${request.method} ${request.path}`, detail: detailOf(request) };
    },
    outcome: ({ status, body }) => statusOutcome(status, textMember(body, 'code') ?? textMember(body, 'status')),
  };
}

function detailOf({ body, query }: ObservedRequest): string {
  const named = ['pipeline_type', 'environment', 'tenant_id'].map((name) => textMember(body, name));
  const parameters = Object.entries(member(body, 'parameters') ?? {}).map(([name, value]) => argument(name, value));
  const asked = [...query].map(([name, value]) => argument(name, value));
  return [...named.filter((value) => value !== undefined), ...parameters, ...asked].join(' ');
}
