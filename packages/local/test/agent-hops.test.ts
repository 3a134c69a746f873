import { expect, it } from 'vitest';
import { observeAgents } from '../src/flow/agent-hops.ts';
import { createFlow } from '../src/flow/flow.ts';
import type { HopOutcome } from '../src/flow/hop.ts';

it.each([
  ['asked', { ok: true, text: 'asked back' }],
  ['nothing_asked', { ok: true, text: 'nothing to do' }],
  ['error', { ok: false, text: 'refused' }],
  ['failed', { ok: false, text: 'failed' }],
  ['succeeded', { ok: true, text: 'succeeded' }],
] as const)('tells of the outcome %s as a person would', (outcome, told) => {
  const outcomes: (HopOutcome | undefined)[] = [];
  const observe = observeAgents(createFlow({ now: () => 0, onHop: (hop) => outcomes.push(hop.outcome) }), () => 0);
  const turn = { agentType: 'app', sessionId: 's' };
  observe({ type: 'agent.started', ...turn, inputText: 'Hi', caller: 'you' });
  observe({ type: 'agent.answered', ...turn, answer: 'Well', outcome, executionIds: [] });
  expect(outcomes).toEqual([undefined, told]);
});
