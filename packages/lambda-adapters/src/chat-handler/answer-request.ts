import type { Deadline } from '../lambda/deadline.ts';
import type { Observation } from '../lambda/observation.ts';
import type { ChatReply } from './chat-reply.ts';
import type { ChatServices } from './chat-services.ts';
import { takeTurn } from './chat-turn.ts';
import { fetchAnswer } from './fetch-answer.ts';
import type { ProxyRequest } from './proxy-event.ts';
import { replyOutcome } from './reply-outcome.ts';
import { answersPath, type RoutedRequest } from './route-request.ts';
import { takeTurnLater } from './take-turn-later.ts';

export interface RequestSetting {
  readonly request: ProxyRequest;
  readonly services: ChatServices;
  readonly observation: Observation;
  readonly deadline: Deadline;
  /** Whether the client may be told to fetch the answer later. */
  readonly canWait: boolean;
}

/** Answers an HTTP request in one piece. */
export async function answerRequest(routed: RoutedRequest, setting: RequestSetting): Promise<ChatReply> {
  const { request, services, observation } = setting;
  if ('turn' in routed && (services.polling === undefined || !setting.canWait)) return takeTurn(routed.turn, setting);
  const reply = await replyTo(routed, setting);
  observation.ended(replyOutcome(reply, request.identity.principal));
  return reply;
}

async function replyTo(routed: RoutedRequest, setting: RequestSetting): Promise<ChatReply> {
  const { request, services } = setting;
  if ('refusal' in routed) return routed.refusal;
  if ('answerId' in routed) return fetchAnswer(routed.answerId, setting);
  const { polling } = services;
  if (polling === undefined) return takeTurn(routed.turn, setting);
  return takeTurnLater(routed.turn, { ...setting, polling, answersPath: answersPath(request) });
}
