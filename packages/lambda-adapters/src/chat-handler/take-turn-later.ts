import { type Deadline, within } from '../lambda/deadline.ts';
import { errorFields } from '../lambda/error-fields.ts';
import type { Observation } from '../lambda/observation.ts';
import { backgroundEventOf } from './background-turn.ts';
import type { ChatPolling } from './chat-options.ts';
import type { ChatReply } from './chat-reply.ts';
import type { ChatServices } from './chat-services.ts';
import type { ChatTurn } from './chat-turn.ts';
import { BEGIN_WITHIN_MS, failedReply, pendingReply, storedReply } from './stored-reply.ts';

/** How often the store is asked whether the answer is there, in milliseconds. */
const LOOK_MS = 300;

interface LaterSetting {
  readonly polling: ChatPolling;
  readonly services: Pick<ChatServices, 'clock' | 'createId'>;
  readonly observation: Observation;
  readonly deadline: Deadline;
  /** The path below which answers are fetched. */
  readonly answersPath: string;
}

/**
 * Has an invocation of its own take a turn, and waits for the answer as long as the client does; a client that has to go
 * is told where to fetch it. Waits for nothing longer than that, since a client that was cut off knows no place to look.
 */
export async function takeTurnLater(turn: ChatTurn, setting: LaterSetting): Promise<ChatReply> {
  const { polling, services, observation, deadline, answersPath } = setting;
  const { clock, createId } = services;
  const { sessionId, principal } = turn;
  const waitUntil = clock.now() + deadline.remainingMs();
  const answerId = createId();
  const beginBefore = clock.now() + BEGIN_WITHIN_MS;
  try {
    const opened = (): Promise<void> => polling.store.open({ answerId, sessionId, principal, beginBefore });
    await observation.call('AnswerStore', () => within(opened(), deadline.signal));
  } catch (error) {
    observation.logger.error({ answer_id: answerId, ...errorFields(error) }, 'The turn could not be noted');
    return failedReply(sessionId, false);
  }
  if (!(await startTurn(answerId, turn, setting))) return failedReply(sessionId, false);
  for (;;) {
    const reply = await lookFor(answerId, setting);
    if (reply !== undefined) return reply;
    if (clock.now() + LOOK_MS >= waitUntil) return pendingReply({ answerId, sessionId }, answersPath);
    await clock.sleep(LOOK_MS);
  }
}

/** Starts the invocation that takes a turn; false where there certainly will be none. */
async function startTurn(answerId: string, turn: ChatTurn, setting: LaterSetting): Promise<boolean> {
  const { polling, services, observation, deadline } = setting;
  const event = backgroundEventOf({ answerId, turn });
  try {
    await observation.call('OwnFunction', () => within(polling.start(event), deadline.signal));
    return true;
  } catch (error) {
    observation.logger.error({ answer_id: answerId, ...errorFields(error) }, 'The function could not invoke itself');
  }
  // Too late to find out: it may be taken, and is fetched later.
  if (deadline.signal.aborted) return true;
  try {
    // It may have been started nonetheless: who begins a turn keeps all others from it.
    const now = services.clock.now();
    return !(await within(polling.store.begin(answerId, now, now), deadline.signal));
  } catch {
    return true;
  }
}

/** Returns the answer where it is there. A store that does not answer may do so the next time. */
async function lookFor(
  answerId: string,
  { polling, services, observation, deadline }: LaterSetting,
): Promise<ChatReply | undefined> {
  try {
    const stored = await within(polling.store.read(answerId), deadline.signal);
    return stored === undefined ? undefined : storedReply(stored, services.clock.now());
  } catch (error) {
    observation.logger.warn({ answer_id: answerId, ...errorFields(error) }, 'The store of answers does not answer');
    return undefined;
  }
}
