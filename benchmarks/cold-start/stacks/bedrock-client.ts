/* The default way to Bedrock: the SDK's client, made when the module is loaded. */
import { BedrockAgentRuntimeClient, InvokeAgentCommand } from '@aws-sdk/client-bedrock-agent-runtime';

const client = new BedrockAgentRuntimeClient({});

export const handler = async (): Promise<unknown> => {
  const command = new InvokeAgentCommand({ agentId: 'A', agentAliasId: 'B', sessionId: 'session-1', inputText: 'Hi' });
  const { completion } = await client.send(command);
  let answer = '';
  for await (const { chunk } of completion ?? []) answer += new TextDecoder().decode(chunk?.bytes);
  return answer;
};
