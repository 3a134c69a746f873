import type { Kind } from './comparison.ts';
import type { Parameter } from './requests.ts';

/** The name by which both find what answers. */
export const FUNCTION = 'execute-app-pipeline';
export const PATH = '/pipelines/app/executions';

/** How many different events are sent by turns. */
const EVENTS = 64;

/** Makes the events of a kind, each parsed from JSON of its own, as Lambda's runtime does. */
export function eventsOf(kind: Kind, sent: readonly Parameter[]): readonly unknown[] {
  return Array.from({ length: EVENTS }, (_, index) => JSON.parse(JSON.stringify(eventOf(kind, sent, index))));
}

function eventOf(kind: Kind, sent: readonly Parameter[], index: number): unknown {
  const common = {
    messageVersion: '1.0',
    agent: { name: 'app', id: 'AGENT12345', alias: 'TSTALIASID', version: 'DRAFT' },
    inputText: `Deploy the app to dev, please (${index})`,
    sessionId: `session-${index}`,
    actionGroup: 'app',
    sessionAttributes: { sluice_principal: 'ann@example.com' },
    promptSessionAttributes: {},
  };
  if (kind === 'function') return { ...common, function: FUNCTION, parameters: sent };
  const requestBody = { content: { 'application/json': { properties: sent } } };
  return { ...common, apiPath: PATH, httpMethod: 'POST', parameters: [], requestBody };
}
