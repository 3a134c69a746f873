import { BedrockAgentFunctionResolver } from '@aws-lambda-powertools/event-handler/bedrock-agent';
import type * as z from 'zod';
import type { Answer } from './answer.ts';
import { FUNCTION } from './events.ts';
import type { Handle } from './measure.ts';

type Schema = z.ZodType<Readonly<Record<string, unknown>>>;

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 30_000 };

/**
 * What a team assembles: the resolver, with a tool that validates what it is given. The resolver calls no logger while all is
 * well, and none for what the tool refuses. What zod makes code of (`new Function`), it does by itself.
 */
export function powertools(schema: Schema, answer: Answer): Handle {
  const resolver = new BedrockAgentFunctionResolver({ logger: quiet });
  resolver.tool(
    async (parameters) => {
      const result = schema.safeParse(parameters);
      if (result.success) return answer(result.data);
      const errors = result.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
      return { code: 'invalid_parameters', message: 'Call this again with these mended.', errors };
    },
    { name: FUNCTION, description: 'Executes the pipeline' },
  );
  return (event) => resolver.resolve(event, context as never);
}
