import { controlAnswersOfJson, type ReturnedControlJson, stepText } from '../agent-runtime/control-json.ts';
import type { ControlAnswers, ReturnedControl } from '../agent-runtime/returned-control.ts';

/** What an agent wants a person to confirm, or the client to do, as the client gets it. */
export interface ConfirmationJson extends ReturnedControlJson {
  /** The specialised agent that asks; absent where it is the one that the client talks with. */
  readonly agent_type?: string;
}

/** What the client answers to it. */
export interface GivenAnswers {
  readonly agentType: string | undefined;
  readonly answers: ControlAnswers;
}

const FORM =
  '"confirmation" must be {"invocation_id": "…", "results": [{"action_group": "…", "operation": "…", "confirmed": true}]}, ' +
  'with "result": {"status": 200, "body": "…"} where a result was asked for, and with the "agent_type" that it came with';

/** Reads what a client answers to a confirmation, or says what is wrong with it. */
export function readGivenAnswers(value: Readonly<Record<string, unknown>>): GivenAnswers | { readonly fault: string } {
  const agentType = value['agent_type'] ?? undefined;
  const answers = controlAnswersOfJson(value);
  if (answers === undefined || !isAgentType(agentType)) return { fault: FORM };
  const isAnswered = answers.results.every(({ confirmed, result }) => confirmed !== undefined || result !== undefined);
  if (answers.results.length === 0 || !isAnswered) return { fault: FORM };
  const isPersonsWord = answers.results.every(({ result }) => result === undefined);
  if (agentType !== undefined && !isPersonsWord) {
    return { fault: `"result" can't be given to ${JSON.stringify(agentType)}: send "confirmed" alone` };
  }
  return { agentType, answers };
}

/** Asks for what an agent wants, where the agent itself says nothing about it. */
export function requestText({ requests }: ReturnedControl): string {
  const what = requests.length === 0 ? 'its next step' : requests.map(stepText).join('; ');
  return `The agent needs the confirmation of a person for ${what}. It was not taken.`;
}

const AGENT_TYPE = /^[\w.-]{1,64}$/;

function isAgentType(value: unknown): value is string | undefined {
  return value === undefined || (typeof value === 'string' && AGENT_TYPE.test(value));
}
