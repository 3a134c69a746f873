import { MatchersV3 } from '@pact-foundation/pact';
import { expect } from 'vitest';
import { texts } from '../../support/open-api-event.ts';
import { approval, execution, problem, stateValue, time, UNDER_WAY } from './expected.ts';
import { bedrockAgent, type ProxyInteraction } from './proxy-interaction.ts';

const { string } = MatchersV3;

/** What the proxy makes of the reason of an approval: the server knows the proxy only. */
const CONFIRMED = 'Confirmed through Bedrock by the user in session session-1: Release day';

type Decision = 'cancel' | 'approve' | 'deny';

function requestTo(decision: Decision): ProxyInteraction['request'] {
  const path = stateValue(`/executions/\${execution_id}/${decision}`, `/executions/exec-1/${decision}`);
  if (decision === 'cancel') return { method: 'POST', path };
  return { method: 'POST', path, body: { reason: decision === 'deny' ? 'Release day' : CONFIRMED } };
}

function askTo(decision: Decision): ProxyInteraction['ask'] {
  return bedrockAgent({
    path: `/executions/{execution_id}/${decision}`,
    method: 'POST',
    parameters: texts({ execution_id: 'exec-1' }),
    ...(decision === 'cancel' ? {} : { properties: texts({ reason: 'Release day' }) }),
  });
}

function decided(decision: string): Readonly<Record<string, unknown>> {
  const by = { decision, decided_at: time, decided_by: string('agents'), reason: string('Release day') };
  return { approval: { ...approval, ...by } };
}

/** What the proxy asks to have stopped, approved or denied, and every answer to that. */
export const decideInteractions: readonly ProxyInteraction[] = [
  {
    description: 'a request to stop an execution',
    state: 'there is an execution under way',
    request: requestTo('cancel'),
    response: {
      status: 202,
      body: execution(UNDER_WAY, {
        cancel_requested_by: string('agents'),
        cancellation: { requested_at: time, attempts: MatchersV3.integer(1) },
      }),
    },
    ask: askTo('cancel'),
    told: { status: 200, body: { status: 'running', cancel_requested_by: 'agents' } },
  },
  {
    description: 'a request to stop an execution that has finished',
    state: 'there is an execution that has finished',
    request: requestTo('cancel'),
    response: { status: 200, body: execution(['succeeded', 'failed', 'cancelled', 'denied', 'expired', 'lost']) },
    ask: askTo('cancel'),
    told: { status: 200, body: { message: expect.stringMatching(/^There is nothing left to stop\./) } },
  },
  {
    description: 'a request to stop an execution that there is not',
    state: 'there is no such execution',
    request: requestTo('cancel'),
    response: { status: 404, body: problem(404, 'execution_not_found') },
    ask: askTo('cancel'),
    told: { status: 404, body: { code: 'execution_not_found' } },
  },
  {
    description: 'a request to stop an execution that the CI system does not stop',
    state: 'the CI system refuses to stop a run',
    request: requestTo('cancel'),
    response: { status: 502, body: problem(502, 'executor_failed', { execution_id: string('exec-1') }) },
    ask: askTo('cancel'),
    told: { status: 502, body: { code: 'executor_failed', execution_id: 'exec-1' } },
  },
  {
    description: 'an approval',
    state: 'there is an execution that awaits approval',
    request: requestTo('approve'),
    response: { status: 200, body: execution(['starting', ...UNDER_WAY, 'succeeded'], decided('approved')) },
    ask: askTo('approve'),
    told: { status: 200, body: { message: expect.stringMatching(/^It is approved\. /), status: 'starting' } },
  },
  {
    description: 'a denial',
    state: 'there is an execution that awaits approval',
    request: requestTo('deny'),
    response: { status: 200, body: execution(['denied'], decided('denied')) },
    ask: askTo('deny'),
    told: {
      status: 200,
      body: { status: 'denied', message: expect.stringMatching(/was denied by agents: "Release day"/) },
    },
  },
  {
    description: 'an approval of what awaits none',
    state: 'there is an execution that awaits no approval',
    request: requestTo('approve'),
    response: { status: 409, body: problem(409, 'approval_not_pending', { execution_id: string('exec-1') }) },
    ask: askTo('approve'),
    told: { status: 409, body: { code: 'approval_not_pending', execution_id: 'exec-1' } },
  },
  {
    description: 'a denial of what awaits no approval',
    state: 'there is an execution that awaits no approval',
    request: requestTo('deny'),
    response: { status: 409, body: problem(409, 'approval_not_pending', { execution_id: string('exec-1') }) },
    ask: askTo('deny'),
    told: { status: 409, body: { code: 'approval_not_pending', execution_id: 'exec-1' } },
  },
  {
    description: 'an approval with an API key that may not approve',
    state: 'the API key may not approve',
    request: requestTo('approve'),
    response: { status: 403, body: problem(403, 'forbidden') },
    ask: askTo('approve'),
    told: { status: 403, body: { code: 'forbidden', message: expect.stringMatching(/Nothing was approved\./) } },
  },
];
