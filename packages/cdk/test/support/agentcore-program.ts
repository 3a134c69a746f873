/** What the bundle of `AgentCorePipelineServer` does, on a port that is free. */
import { fileURLToPath } from 'node:url';
import { loadConfig } from '@sluice/config';
import { runAgentCoreServer } from '../../src/runtime/agentcore-server.ts';

const { config, actionGroups } = await loadConfig(fileURLToPath(new URL('gitlab.config.ts', import.meta.url)));
await runAgentCoreServer({ config, actionGroups }, 0);
