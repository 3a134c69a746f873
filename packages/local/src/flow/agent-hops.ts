import type { AgentEvent } from '../bedrock/agent-event.ts';
import { quoted } from './door.ts';
import type { Flow, OpenHop } from './flow.ts';
import { agentPart } from './parts.ts';

/** Makes a hop of every call of an agent, as the agents' emulator tells of it. */
export function observeAgents(flow: Flow, now: () => number): (event: AgentEvent) => void {
  const open = new Map<string, OpenHop>();
  return (event) => {
    const key = `${event.agentType}\n${event.sessionId}`;
    switch (event.type) {
      case 'agent.started': {
        const call = {
          from: event.caller,
          to: agentPart(event.agentType),
          action: 'InvokeAgent',
          detail: quoted(event.inputText),
        };
        open.set(key, flow.begin(call, now()));
        return;
      }
      case 'agent.answered':
        open.get(key)?.end({ ok: event.outcome !== 'failed' && event.outcome !== 'error', text: event.outcome });
        return;
      case 'agent.failed':
        open.get(key)?.end({ ok: false, text: event.message });
        return;
    }
  };
}
