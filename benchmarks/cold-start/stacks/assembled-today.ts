/*
 * What a team assembles today: Powertools resolves the agent's event and logs it, zod checks it, ky asks the pipeline
 * server, and the clients of the AWS SDK are made when the module is loaded. Built into one ESM file with esbuild's own
 * settings.
 */
import { BedrockAgentFunctionResolver } from '@aws-lambda-powertools/event-handler/bedrock-agent';
import { Logger } from '@aws-lambda-powertools/logger';
import { BedrockAgentRuntimeClient } from '@aws-sdk/client-bedrock-agent-runtime';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import ky from 'ky';
import * as z from 'zod';

export const clients = [new BedrockAgentRuntimeClient({}), new DynamoDBClient({})];

const { MCP_SERVER_URL, MCP_SERVER_API_KEY = '' } = process.env;

const logger = new Logger({ serviceName: 'today' });
const app = new BedrockAgentFunctionResolver({ logger });

const asked = z.object({ environment: z.string(), tenant_id: z.string().optional() });
const execution = z.object({
  execution_id: z.string(),
  pipeline_type: z.string(),
  environment: z.string(),
  status: z.string(),
});

app.tool(
  async (parameters) => {
    const { environment } = asked.parse(parameters);
    const answer = await ky
      .post(`${MCP_SERVER_URL}/execute`, {
        headers: { 'x-api-key': MCP_SERVER_API_KEY },
        json: { pipeline_type: 'bootstrap', environment, parameters: {} },
      })
      .json();
    const started = execution.parse(answer);
    logger.info('Started', started);
    return started;
  },
  { name: 'execute-bootstrap-pipeline', description: 'Runs the bootstrap pipeline.' },
);

export const handler = (event: unknown, context: object): Promise<unknown> =>
  app.resolve(event, Object.assign({ functionName: 'today' }, context) as never);
