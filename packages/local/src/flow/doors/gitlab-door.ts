import { type Door, member, type ObservedRequest, type ObservedResponse, statusOutcome, textMember } from '../door.ts';
import { GITLAB, USER } from '../parts.ts';

/**
 * GitLab's API. What a browser asks for is not told.
 *
 * @param tokenHolders - Who has which token: the token, and the part that was given it.
 */
export function gitLabDoor(tokenHolders: ReadonlyMap<string, string>): Door {
  return {
    call(request) {
      if (!request.path.startsWith('/api/')) return undefined;
      const action = `${request.method} ${request.path.replace(/^\/api\/v4/, '')}`;
      return { from: tokenHolders.get(tokenOf(request)) ?? USER, to: GITLAB, action, detail: detailOf(request) };
    },
    outcome: (response) => statusOutcome(response.status, stateOf(response)),
  };
}

function tokenOf(request: ObservedRequest): string {
  return request.header('private-token') ?? request.header('authorization')?.replace(/^bearer /i, '') ?? '';
}

function detailOf({ body }: ObservedRequest): string {
  const ref = textMember(body, 'ref');
  const environment = variable(body, 'ENVIRONMENT');
  return [ref === undefined ? '' : `ref=${ref}`, environment === undefined ? '' : `ENVIRONMENT=${environment}`]
    .filter((part) => part !== '')
    .join(' ');
}

function variable(body: unknown, name: string): string | undefined {
  const variables = member(body, 'variables');
  if (!Array.isArray(variables)) return undefined;
  return textMember(
    variables.find((one) => textMember(one, 'key') === name),
    'value',
  );
}

function stateOf({ body }: ObservedResponse): string | undefined {
  const id = member(body, 'id');
  const status = textMember(body, 'status');
  return status === undefined || id === undefined ? status : `#${id} ${status}`;
}
