import type { Options } from 'tsup';
import { library } from '../../tsup.base.ts';
import { buildBundles } from './bundling/build-bundles.ts';

const options: Options = {
  ...library({
    entry: {
      index: 'src/index.ts',
      'chat-handler': 'src/chat-handler/index.ts',
      'agent-invoker': 'src/agent-invoker/index.ts',
      'mcp-proxy': 'src/mcp-proxy/index.ts',
      'memory-manager': 'src/memory-manager/index.ts',
    },
  }),
  onSuccess: buildBundles,
};
export default options;
