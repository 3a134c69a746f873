import { stepText } from '../agent-runtime/control-json.ts';
import type { PendingConfirmation } from './pending-confirmation.ts';

/**
 * Tells a model what an agent waits for, and that a model's word does not count.
 *
 * @param isConversation - Whether the call came from a session, in which a person can be asked
 */
export function confirmationText(
  { agentType, control: { requests } }: PendingConfirmation,
  isConversation: boolean,
): string {
  const steps = requests.map(stepText).join('; ');
  const what = `The agent ${agentType} needs the confirmation of a person for: ${steps}. It was not taken.`;
  if (requests.some(({ asks }) => asks !== 'confirmation')) {
    return `${what} It also wants the step done by whoever asked it, which is not possible here: ask ${agentType} directly.`;
  }
  if (!isConversation) return `${what} No person can be asked this way: ask ${agentType} in a conversation of its own.`;
  return (
    `${what} Tell the user so. Only the user can confirm it, in the client of this chat, not through you; your saying ` +
    `so confirms nothing. Once the user has answered there, ask ${agentType} again with the same request.`
  );
}
