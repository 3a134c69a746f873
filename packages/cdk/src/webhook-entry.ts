import { type HttpApi, HttpMethod, type HttpRouteIntegration } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import { createHttpApi } from './http-api.ts';
import type { LogSettings } from './log-group.ts';
import type { Throttle } from './throttle.ts';

/** A pipeline server that webhooks can be sent on to: `FargatePipelineServer`, `LambdaPipelineServer`. @public */
export interface WebhookReceiver {
  /** Makes the way from an HTTP API to the server, and lets the API go it. */
  createWebhookIntegration(scope: Construct): HttpRouteIntegration;
}

/** Which server gets the webhooks of CI systems, and how many. @public */
export interface WebhookEntryProps extends LogSettings {
  readonly server: WebhookReceiver;
  /** @defaultValue 50 requests a second, 100 at once: what is kept out is found by the sweep */
  readonly throttle?: Throttle | undefined;
}

/**
 * Where CI systems on the internet send their webhooks: an HTTP API with nothing but `POST /webhooks/{executor}`. The executor
 * checks that it is the CI system, by a secret that only both know; without such a secret it takes no webhooks.
 *
 * @example
 * ```ts
 * const webhooks = new WebhookEntry(this, 'Webhooks', { server });
 * new CfnOutput(this, 'GitLabWebhook', { value: webhooks.urlFor('gitlab') });
 * ```
 * @public
 */
export class WebhookEntry extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, props: WebhookEntryProps) {
    super(scope, id);
    const { server, throttle = { rateLimit: 50, burstLimit: 100 } } = props;
    const description = 'Webhooks of CI systems, for Sluice';
    this.api = createHttpApi(this, { throttle, logs: props }, { description });
    this.api.addRoutes({
      path: '/webhooks/{executor}',
      methods: [HttpMethod.POST],
      integration: server.createWebhookIntegration(this),
    });
  }

  /** Returns the URL that a CI system is given, by the name that its executor has in the config. */
  urlFor(executor: string): string {
    return `${this.api.apiEndpoint}/webhooks/${encodeURIComponent(executor)}`;
  }
}
