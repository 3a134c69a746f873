import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { ChatHandler } from '../chat-handler.ts';
import type { HandlerFunction } from '../handler-function.ts';
import { FIVE_MINUTES, type Watches } from './watch.ts';
import { watchInvocations } from './watch-invocations.ts';

/** Of a function's time: close to it, an agent's turn is about to be cut. */
const NEAR_TIMEOUT = 0.9;

/** Watches one of the functions between users, agents and the pipeline server. */
export function watchHandler(handler: HandlerFunction): Watches {
  const { bundle, timeout = FIVE_MINUTES } = handler;
  const nearMs = timeout.toMilliseconds() * NEAR_TIMEOUT;
  return {
    ...watchInvocations(bundle, handler),
    [`${bundle}-duration`]: {
      metric: handler.metricDuration({ period: FIVE_MINUTES, statistic: Stats.MAXIMUM }),
      from: nearMs,
      says: `${bundle} took nine tenths of its time. See in its trace what it waited for, or raise its timeout.`,
    },
    [`${bundle}-failed`]: {
      metric: handler.metricOf('Failed', { period: FIVE_MINUTES }),
      from: 1,
      says: `${bundle} answered with a failure. Search its log for level = "ERROR".`,
    },
    ...(bundle === 'mcp-proxy' ? watchProxy(handler) : {}),
    ...(handler instanceof ChatHandler && handler.delivery === 'whole' ? watchTurns(handler) : {}),
  };
}

function watchProxy(proxy: HandlerFunction): Watches {
  return {
    'mcp-proxy-unrecorded': {
      metric: proxy.metricOf('Unrecorded', { period: FIVE_MINUTES }),
      from: 1,
      says: 'The proxy could not note what it was answered: the memory lags behind the server. Look at the table.',
    },
    'mcp-proxy-server-slow': {
      metric: proxy.metricOf('PipelineServerDuration', { period: FIVE_MINUTES, statistic: Stats.p(95) }),
      // A request may wait for the end of an execution for 25 seconds.
      from: 28_000,
      periods: 3,
      says: 'The pipeline server keeps the proxy waiting. Look whether it has enough of itself, and whether the CI system answers.',
    },
  };
}

/** No queue keeps turns that were not taken: they are what users said, and too late. */
function watchTurns(chat: ChatHandler): Watches {
  return {
    'chat-handler-dropped': {
      metric: chat.metric('AsyncEventsDropped', { period: FIVE_MINUTES, statistic: Stats.SUM }),
      from: 1,
      says: 'A turn that goes on after its 202 was not taken, or not to its end: whoever asks for the answer is told so. Look whether chat-handler is throttled, and at its log.',
    },
  };
}
