import type { AgentAnswered, AgentEvent } from '../bedrock/agent-event.ts';
import { quoted } from './door.ts';
import type { Flow, OpenHop } from './flow.ts';
import type { HopOutcome } from './hop.ts';
import { agentPart } from './parts.ts';

/** What a person would call it, where that is not the outcome's own name. */
const WORDING: Partial<Record<AgentAnswered['outcome'], string>> = {
  asked: 'asked back',
  nothing_asked: 'nothing to do',
  error: 'refused',
};

/** Makes a hop of every call of an agent, as the agents' emulator tells of it. */
export function observeAgents(flow: Flow, now: () => number): (event: AgentEvent) => void {
  const open = new Map<string, OpenHop>();
  return (event) => {
    // A session takes one turn after the other, so that it names the one that is open.
    const turn = `${event.agentType}\n${event.sessionId}`;
    const end = (outcome: HopOutcome): void => {
      open.get(turn)?.end(outcome);
      open.delete(turn);
    };
    switch (event.type) {
      case 'agent.started': {
        const call = {
          from: event.caller,
          to: agentPart(event.agentType),
          action: 'InvokeAgent',
          detail: event.decision === undefined ? quoted(event.inputText) : `the user ${event.decision} it`,
        };
        open.set(turn, flow.begin(call, now()));
        return;
      }
      case 'control.returned':
        end({ ok: true, text: 'asks the user to confirm' });
        return;
      case 'agent.answered':
        end({
          ok: event.outcome !== 'failed' && event.outcome !== 'error',
          text: WORDING[event.outcome] ?? event.outcome,
        });
        return;
      case 'agent.failed':
        end({ ok: false, text: event.message });
        return;
    }
  };
}
