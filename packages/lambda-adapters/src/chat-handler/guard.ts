import { SluiceError } from '@sluice/core';
import { errorFields } from '../lambda/error-fields.ts';
import type { LambdaContext } from '../lambda/lambda-context.ts';
import { type Lazy, lazy, unwrap } from '../lambda/lazy.ts';
import { createTelemetry } from '../lambda/telemetry.ts';
import type { ChatHandlerOptions } from './chat-options.ts';
import { type ChatReply, problemReply } from './chat-reply.ts';
import { type ChatServices, chatServices, SERVICE } from './chat-services.ts';

/** Has a request answered with what the handler is made of. Never throws: what goes wrong is a reply. */
export type Guard = (
  context: LambdaContext,
  answer: (services: ChatServices) => Promise<ChatReply>,
) => Promise<ChatReply>;

/** Makes what stands between a door and all that may fail behind it. The options are had at the first request. */
export function createGuard(options: Lazy<ChatHandlerOptions>): Guard {
  const configured = lazy(() => chatServices(unwrap(options)));
  const ownTelemetry = lazy(() => createTelemetry({ service: SERVICE }));
  return async (context, answer) => {
    let services: ChatServices;
    try {
      services = configured();
    } catch (error) {
      const code = SluiceError.isInstance(error) ? error.code : 'internal_error';
      return ownTelemetry().observe({ context }, async ({ ended }) => {
        ended({ status: 500, outcome: code, fields: errorFields(error) });
        return problemReply({ status: 500, code, detail: UNCONFIGURED });
      });
    }
    try {
      return await answer(services);
    } catch {
      // Telemetry has told what it was.
      return problemReply({ status: 500, code: 'internal_error', detail: BROKEN });
    }
  };
}

const UNCONFIGURED = 'The chat failed before the agent was asked. Tell the platform team to read its log.';
const BROKEN =
  'The chat failed. What was asked may still be going on: ask for its status in the same session before you ask for it again.';
