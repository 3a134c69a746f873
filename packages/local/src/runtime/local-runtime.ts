import { randomBytes } from 'node:crypto';
import { type LoadedConfig, readCommonActionGroups } from '@sluice/config';
import {
  type AgentDefinition,
  type Catalog,
  type Clock,
  defineAgents,
  type ExecutionStore,
  ORCHESTRATOR,
} from '@sluice/core';
import { systemClock } from '@sluice/mcp-server';
import { createDynamoDbStore } from '@sluice/store-dynamodb';
import type { Door } from '../flow/door.ts';
import { dynamoDbDoor, SERVER_CALLER } from '../flow/doors/dynamodb-door.ts';
import { gatewayDoor } from '../flow/doors/gateway-door.ts';
import { BEDROCK_CALLER, lambdaDoor } from '../flow/doors/lambda-door.ts';
import { pipelineServerDoor } from '../flow/doors/pipeline-server-door.ts';
import { startConnections } from '../gateway/connections.ts';
import type { PayloadFormat } from '../gateway/function-response.ts';
import { startGateway } from '../gateway/gateway.ts';
import { createFunctionInvoker, type FunctionInvoker } from '../lambda-host/function-invoker.ts';
import { startLambdaHost } from '../lambda-host/lambda-host.ts';
import { type CiParts, type Simulators, startCiSystems } from '../simulation/ci-systems.ts';
import { writeActionGroups } from './action-groups-file.ts';
import { startAgents } from './agents.ts';
import { type ChatAnswer, sayTo } from './chat.ts';
import { createDynamoDbClient, startDynamoDb } from './dynamodb.ts';
import { describeFunctions, FUNCTION_NAMES, STREAMING_CHAT, WEBSOCKET_CHAT } from './functions.ts';
import type { LocalEvent } from './local-event.ts';
import { functionLogLine } from './log-line.ts';
import { startObservation } from './observation.ts';
import { startServer } from './server.ts';
import { createStopList, type RunningPart, type StopList } from './stop-list.ts';

/** What to run, and how fast. @public */
export interface LocalRuntimeOptions {
  /** What to run, from `loadConfig`. */
  readonly config: LoadedConfig;
  /** What the config's executors get, beside where the simulated CI systems are and how to get in. @defaultValue nothing */
  readonly environmentVariables?: Readonly<Record<string, string | undefined>> | undefined;
  /** Is told of everything that happens, as it happens. */
  readonly onEvent?: ((event: LocalEvent) => void) | undefined;
  /** Port of the chat; when it is taken, a free one. @defaultValue a free one */
  readonly chatPort?: number | undefined;
  /** Which kind of API Gateway stands in front. @defaultValue '2.0' */
  readonly payloadFormat?: PayloadFormat | undefined;
  /**
   * How long a client waits for a whole answer, in milliseconds, 3000 at the least; one that takes longer is fetched later,
   * at `GET /chat/answers/{answer_id}`.
   *
   * @defaultValue as long as the gateway does, and after that the client gets 504
   */
  readonly answerWithinMs?: number | undefined;
  /** Time of the server, the agents and the CI systems. Limits of gateway and functions are real time. @defaultValue the machine's */
  readonly clock?: Clock | undefined;
  /** How much faster than their scripts simulated pipelines run. @defaultValue 1 */
  readonly pipelineSpeed?: number | undefined;
  /** How long a specialised agent follows a run before it answers, in milliseconds. @defaultValue 20000 */
  readonly followForMs?: number | undefined;
  /** How often the server looks at a run that somebody waits for, in milliseconds. @defaultValue 500 */
  readonly pollIntervalMs?: number | undefined;
  /** How often the server looks at runs that nobody waits for, in milliseconds. @defaultValue 5000 */
  readonly sweepIntervalMs?: number | undefined;
}

/** The parts that always run, each with its HTTP door. @public */
export type PartName = 'gateway' | 'functions' | 'agents' | 'server' | 'dynamodb';

/** The whole flow, running. @public */
export interface LocalRuntime {
  readonly catalog: Catalog;
  readonly agents: readonly AgentDefinition[];
  /**
   * To look at a part, or to stop it by itself and see what the others do. `gitlab` and `jenkins` are there where a
   * pipeline of the config runs on them.
   */
  readonly parts: Readonly<Record<PartName, RunningPart>> & CiParts;
  readonly simulators: Simulators;
  /** The store that server and functions share. */
  readonly store: ExecutionStore;
  /** The key that the pipeline server accepts. */
  readonly serverApiKey: string;
  /** Says something to the orchestrator, over HTTP at the gateway. */
  chat(message: string, options?: { readonly sessionId?: string; readonly signal?: AbortSignal }): Promise<ChatAnswer>;
  /** Stops everything. */
  close(): Promise<void>;
}

/**
 * Starts the whole flow on this machine: gateway, functions, agents, pipeline server, DynamoDB and the simulated CI
 * systems that the config needs, in one process, with HTTP between all of them.
 *
 * @throws ConfigurationError when the config can't be used
 * @example
 * ```ts
 * const runtime = await startLocalRuntime({ config: await loadConfig('sluice.config.ts') });
 * const { text } = await runtime.chat('Deploy bootstrap infrastructure for dev environment');
 * await runtime.close();
 * ```
 * @public
 */
export async function startLocalRuntime(options: LocalRuntimeOptions): Promise<LocalRuntime> {
  const stopList = createStopList();
  try {
    return await start(options, stopList);
  } catch (error) {
    // Why it could not start says more than what could not be stopped after that.
    await stopList.stopAll().catch(() => {});
    throw error;
  }
}

async function start(options: LocalRuntimeOptions, stopList: StopList): Promise<LocalRuntime> {
  const { config, clock = systemClock, onEvent = () => {} } = options;
  let closing = false;
  const emit = (event: LocalEvent): void => {
    // A part that misses another one which was stopped before it says nothing that anybody should know.
    if (!closing || event.type !== 'log') onEvent(event);
  };
  const observation = startObservation(emit);
  stopList.add(observation.end);
  const running = (part: { readonly url: string; close(): Promise<void> }, door?: Door): RunningPart => {
    if (door !== undefined) observation.watch(part.url, door);
    return { url: part.url, stop: stopList.add(() => part.close()) };
  };

  const serverApiKey = randomBytes(24).toString('hex');
  // One after the other: what has been started is on the stop list before anything else can fail.
  const ciSystems = await startCiSystems({ clock, speed: options.pipelineSpeed, running });
  const dynamoDb = await startDynamoDb();
  const dynamoDbPart = running(dynamoDb, dynamoDbDoor);
  const catalog = await config.createCatalog({
    ...options.environmentVariables,
    ...ciSystems.environmentVariables,
  });
  const ciParts = await ciSystems.furnish(catalog);

  const client = createDynamoDbClient(dynamoDb.url, SERVER_CALLER);
  const store = createDynamoDbStore({ client, tableName: dynamoDb.tableName });
  stopList.add(() => store.close());
  const server = await startServer({
    catalog,
    store,
    clock,
    apiKey: serverApiKey,
    pollIntervalMs: options.pollIntervalMs ?? 500,
    sweepIntervalMs: options.sweepIntervalMs ?? 5000,
    emit,
  });
  const serverPart = running(server, pipelineServerDoor(new Map([[serverApiKey, 'mcp-proxy']])));

  const agents = defineAgents({
    actionGroups: config.actionGroups,
    environments: catalog.environments,
    common: readCommonActionGroups(),
  });
  const invoker = Promise.withResolvers<FunctionInvoker>();
  const emulator = await startAgents({
    definitions: agents,
    functions: invoker.promise,
    clock,
    followForMs: options.followForMs,
    onEvent: observation.onAgentEvent,
  });
  const agentsPart = running(emulator);

  const connections = await startConnections();
  stopList.add(connections.close);
  const actionGroups = await writeActionGroups(agents);
  stopList.add(actionGroups.remove);
  const functions = await startLambdaHost({
    functions: describeFunctions({
      agentTypes: agents.map(({ agentType }) => agentType).filter((agentType) => agentType !== ORCHESTRATOR),
      agentsUrl: emulator.url,
      dynamoDbUrl: dynamoDb.url,
      tableName: dynamoDb.tableName,
      chatTableName: dynamoDb.chatTableName,
      answerWithinMs: options.answerWithinMs,
      environments: catalog.environments,
      actionGroupsFile: actionGroups.path,
      server: { url: server.url },
      serverApiKey,
      connectionsUrl: connections.url,
    }),
    clock: systemClock,
    onLog: (line) => emit({ type: 'log', log: functionLogLine(line) }),
  });
  functions.warm(FUNCTION_NAMES);
  const functionsPart = running(functions, lambdaDoor);
  const bedrock = createFunctionInvoker(functions.url, BEDROCK_CALLER);
  stopList.add(bedrock.close);
  invoker.resolve(bedrock);

  const gateway = await startGateway({
    lambdaUrl: functions.url,
    functionName: 'chat-handler',
    streamingFunctionName: STREAMING_CHAT,
    webSockets: { functionName: WEBSOCKET_CHAT, connections },
    payloadFormat: options.payloadFormat,
    clock: systemClock,
    preferredPort: options.chatPort,
  });
  return {
    catalog,
    agents,
    parts: {
      gateway: running(gateway, gatewayDoor),
      functions: functionsPart,
      agents: agentsPart,
      server: serverPart,
      dynamodb: dynamoDbPart,
      ...ciParts,
    },
    simulators: ciSystems.simulators,
    store,
    serverApiKey,
    chat: (message, chatOptions) => sayTo(gateway.url, message, chatOptions),
    close() {
      closing = true;
      return stopList.stopAll();
    },
  };
}
