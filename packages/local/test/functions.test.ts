import { createVirtualClock } from '@sluice/testkit';
import { afterEach, expect, it } from 'vitest';
import { startLambdaHost } from '../src/index.ts';
import { createFunctionInvoker } from '../src/lambda-host/function-invoker.ts';
import { startDynamoDb } from '../src/runtime/dynamodb.ts';
import { describeFunctions } from '../src/runtime/functions.ts';

const open: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const NOWHERE = 'http://127.0.0.1:9';

it('runs the functions as they are published: the memory of a table that is empty', async () => {
  const dynamoDb = await startDynamoDb();
  const functions = describeFunctions({
    agentTypes: ['bootstrap'],
    agentsUrl: NOWHERE,
    dynamoDbUrl: dynamoDb.url,
    tableName: dynamoDb.tableName,
    chatTableName: dynamoDb.chatTableName,
    server: { url: NOWHERE },
    environments: ['dev'],
    actionGroupsFile: '/nowhere',
    connectionsUrl: NOWHERE,
    serverApiKey: 'a-key-that-nobody-else-has',
  });
  const host = await startLambdaHost({ functions, clock: createVirtualClock() });
  const invoker = createFunctionInvoker(host.url, 'bedrock');
  open.push(
    () => invoker.close(),
    () => host.close(),
    () => dynamoDb.close(),
  );
  const { payload, functionError } = await invoker.invoke('memory-manager', {
    messageVersion: '1.0',
    agent: { name: 'orchestrator', id: 'A', alias: 'B', version: '1' },
    inputText: 'What is deployed in dev?',
    sessionId: 's-1',
    actionGroup: 'memory',
    apiPath: '/memory',
    httpMethod: 'GET',
    parameters: [{ name: 'environment', type: 'string', value: 'dev' }],
    sessionAttributes: {},
    promptSessionAttributes: {},
  });
  expect(functionError).toBeUndefined();
  const { response } = JSON.parse(payload);
  expect(response).toMatchObject({ actionGroup: 'memory', apiPath: '/memory', httpStatusCode: 200 });
  expect(JSON.parse(response.responseBody['application/json'].body)).toMatchObject({
    environment: 'dev',
    deployed: [],
    under_way: [],
    failed_since: [],
  });
});
