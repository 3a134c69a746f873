import type { AgentProfile } from '../src/planner/agent/agent-profile.ts';
import type { Arguments, CompletedCall, Conversation, SayStep } from '../src/planner/plan.ts';
import { planNext } from '../src/planner/planner.ts';
import { loadProfiles } from './planner-agents.ts';

export interface ToolAnswer {
  readonly status?: number;
  readonly body: unknown;
  /** How long it takes, in milliseconds. */
  readonly tookMs?: number;
}

/** Answers the operations of all agents but the one that asks another agent. */
export type Tools = (operationId: string, values: Arguments) => ToolAnswer;

export interface Talk {
  /** Says something to an agent and returns the end of its turn. */
  say(message: string): SayStep;
  /** The calls of all agents, oldest first, in short. */
  readonly calls: readonly string[];
}

export interface TalkOptions {
  readonly profile: (agentType: string) => AgentProfile;
  readonly tools: Tools;
  /** @defaultValue 'orchestrator' */
  readonly agentType?: string;
  /** @defaultValue 20000 */
  readonly followForMs?: number;
}

/** Talks to an agent as the emulator would, with specialised agents behind the orchestrator, and no time that passes. */
export function startTalk({ profile, tools, agentType = 'orchestrator', followForMs = 20_000 }: TalkOptions): Talk {
  const conversations = new Map<string, Conversation>();
  const calls: string[] = [];
  let now = Date.UTC(2026, 0, 1);

  function answerOf(operationId: string, values: Arguments): ToolAnswer {
    if (operationId !== 'invoke-specialized-agent') return tools(operationId, values);
    const { agent_type: name, input } = values;
    return { body: { agent_type: name, answer: turn(String(name), String(input)).text } };
  }

  function turn(type: string, message: string): SayStep {
    const agent = profile(type);
    const done: CompletedCall[] = [];
    const startedAt = now;
    for (;;) {
      const conversation = conversations.get(type) ?? {};
      const step = planNext({ agent, message, conversation, calls: done, now, startedAt, followForMs });
      if (step.step !== 'call') {
        conversations.set(type, step.conversation);
        return step;
      }
      const { operation, arguments: values } = step;
      calls.push(`${operation.operationId} ${JSON.stringify(values)}`);
      const from = now;
      const { status = 200, body, tookMs = 0 } = answerOf(operation.operationId, values);
      now += tookMs;
      done.push({ operation, arguments: values, status, body, startedAt: from, finishedAt: now });
    }
  }

  return { say: (message) => turn(agentType, message), calls };
}

export const ID = '0198c0de-aaaa-4bbb-8ccc-1234567890ab';
export const OTHER = '0198c0de-ffff-4bbb-8ccc-1234567890ab';
export const URL = 'https://gitlab.example.com/p/1';

/** What a tool says of an execution of bootstrap in dev. */
export function execution(status: string, more: object = {}): object {
  return { execution_id: ID, status, pipeline_type: 'bootstrap', environment: 'dev', url: URL, stages: [], ...more };
}

/** What the memory says of an environment in which nothing was done. */
export const EMPTY: object = { environment: 'dev', deployed: [], under_way: [], failed_since: [] };

/** Answers each operation with what is given for it; the last answer stays. */
export function playTools(answers: Readonly<Record<string, ToolAnswer | readonly ToolAnswer[]>>): Tools {
  const counts = new Map<string, number>();
  return (operationId: string, _: Arguments) => {
    const given = answers[operationId] ?? { status: 500, body: { message: `${operationId} is not played` } };
    const all = Array.isArray(given) ? given : [given];
    const count = counts.get(operationId) ?? 0;
    counts.set(operationId, count + 1);
    return all[Math.min(count, all.length - 1)] as ToolAnswer;
  };
}

/** Talks to an agent whose tools answer as `playTools` has it. */
export type Talking = (answers: Parameters<typeof playTools>[0], options?: Partial<TalkOptions>) => Talk;

/** Reads the agents, and returns a function that starts a talk with one of them. */
export async function loadTalking(): Promise<Talking> {
  const profile = await loadProfiles();
  return (answers, options) => startTalk({ profile, tools: playTools(answers), ...options });
}
