import type { Deadline } from '../lambda/deadline.ts';
import type { LambdaContext } from '../lambda/lambda-context.ts';
import type { Observation } from '../lambda/observation.ts';
import type { BackgroundTurn } from './background-turn.ts';
import type { ChatReply } from './chat-reply.ts';
import type { ChatServices } from './chat-services.ts';
import { takeTurn } from './chat-turn.ts';
import { fitBody } from './fit-body.ts';

/** An item of DynamoDB has 400 KB at the most. */
const MAX_STORED_BYTES = 300_000;

export interface StartedSetting {
  readonly services: ChatServices;
  readonly observation: Observation;
  readonly deadline: Deadline;
  readonly context: LambdaContext;
}

/**
 * Takes a turn that another invocation has started, and stores how it ended. Lambda may deliver an event twice, and
 * delivers it again after an invocation that failed: only the first takes the turn.
 */
export async function takeStartedTurn({ answerId, turn }: BackgroundTurn, setting: StartedSetting): Promise<ChatReply> {
  const { services, observation, context } = setting;
  const { polling, clock } = services;
  const now = clock.now();
  const until = now + context.getRemainingTimeInMillis();
  if (polling === undefined || !(await polling.store.begin(answerId, now, until))) {
    observation.ended({ status: 200, outcome: 'not_begun', fields: { answer_id: answerId } });
    return { status: 204 };
  }
  const reply = await takeTurn(turn, setting);
  const body = reply.body === undefined ? undefined : fitBody(reply.body, MAX_STORED_BYTES);
  await observation.call('AnswerStore', () => polling.store.finish(answerId, { ...reply, body }));
  return reply;
}
