import { PRINCIPAL_ATTRIBUTE } from '../lambda/principal.ts';
import { type ChatReply, invalidRequest } from './chat-reply.ts';
import { readChatRequest } from './chat-request.ts';
import type { ChatServices } from './chat-services.ts';
import { chatSession } from './chat-session.ts';
import type { ChatTurn } from './chat-turn.ts';
import { claimText, type Identity } from './identity.ts';

/** What a door knows besides the request's body. */
export interface TurnOrigin {
  readonly identity: Identity;
  /** The conversation that the browser kept. */
  readonly kept?: string | undefined;
  /** The conversation that goes on unless another is named. */
  readonly standing?: string | undefined;
}

type TurnRules = Pick<ChatServices, 'createId' | 'identityAttributes' | 'clientAttributes' | 'allowTraces'>;

/** Reads what a client wants of the agent, or makes the reply that says what is wrong with it. */
export function readTurn(
  body: string | undefined,
  { identity, kept, standing }: TurnOrigin,
  rules: TurnRules,
): { readonly turn: ChatTurn } | { readonly refusal: ChatReply } {
  const request = readChatRequest(body, rules);
  if ('faults' in request) {
    return { refusal: invalidRequest(`Send a JSON object such as {"message": "…"}: ${request.faults.join('; ')}.`) };
  }
  const { principal } = identity;
  const session = chatSession(principal, { named: request.sessionId, kept, standing, createId: rules.createId });
  if (session === undefined) {
    return { refusal: invalidRequest('Leave "session_id" out for a new conversation: this one can\'t be had.') };
  }
  if ('given' in request.said && !session.isGiven) {
    return {
      refusal: invalidRequest('Send the "session_id" of the conversation in which the confirmation was asked for.'),
    };
  }
  const { sessionId, agentSessionId } = session;
  const { said, wantsTrace } = request;
  const attributes = { ...request.attributes, ...identityAttributes(identity, rules) };
  return { turn: { sessionId, agentSessionId, principal, said, wantsTrace, attributes } };
}

/** A session keeps what it was told: a claim that is no longer made must be taken back. */
function identityAttributes({ principal, claims }: Identity, rules: TurnRules): Record<string, string> {
  const told: Record<string, string> = {};
  for (const [claim, attribute] of Object.entries(rules.identityAttributes)) {
    told[attribute] = claimText(claims, claim) ?? told[attribute] ?? '';
  }
  return { ...told, ...(principal === undefined ? {} : { [PRINCIPAL_ATTRIBUTE]: principal }) };
}
