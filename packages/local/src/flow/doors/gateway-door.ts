import { type Door, quoted, statusOutcome, textMember } from '../door.ts';
import { GATEWAY, USER } from '../parts.ts';

/** The gateway: somebody says something. */
export const gatewayDoor: Door = {
  call({ method, path, body }) {
    if (method === 'GET') return undefined;
    return { from: USER, to: GATEWAY, action: `${method} ${path}`, detail: quoted(textMember(body, 'message')) };
  },
  outcome: ({ status }) => statusOutcome(status),
};
