import { BedrockAgentFunctionResolver } from '@aws-lambda-powertools/event-handler/bedrock-agent';
import type * as z from 'zod';
import { ANSWER } from './answer.ts';
import { FUNCTION } from './events.ts';
import type { Handle } from './measure.ts';

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 30_000 };

/** What a team assembles: the resolver, with a tool that validates what it is given. */
export function powertools(schema: z.ZodType): Handle {
  const resolver = new BedrockAgentFunctionResolver({ logger: quiet });
  resolver.tool(
    async (parameters) => {
      const result = schema.safeParse(parameters);
      if (result.success) return ANSWER;
      const errors = result.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
      return { code: 'invalid_parameters', message: 'Call this again with these mended.', errors };
    },
    { name: FUNCTION, description: 'Executes the pipeline' },
  );
  return (event) => resolver.resolve(event, context as never);
}
