import { Names } from 'aws-cdk-lib';
import { AuthorizationType, EndpointType, LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, Effect, Grant, type IGrantable, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { LogSettings } from './log-group.ts';
import type { LambdaPipelineServer } from './pipeline-server/lambda-pipeline-server.ts';
import { restApiStage } from './rest-api-stage.ts';
import type { Throttle } from './throttle.ts';

/** What a private API in front of a pipeline server on Lambda is made from. @public */
export interface PrivateServerApiProps extends LogSettings {
  readonly server: LambdaPipelineServer;
  /** The VPC endpoint of `execute-api` that it is reached through, and through nothing else. */
  readonly vpcEndpoint: IVpcEndpoint;
  /** @defaultValue 50 requests a second, 100 at once */
  readonly throttle?: Throttle | undefined;
  /** Whether API Gateway is given the role by which it writes logs: one for the whole account and region. @defaultValue true */
  readonly accountLogRole?: boolean | undefined;
}

/**
 * A `LambdaPipelineServer` over HTTP, for whoever is in a VPC and signs requests as an IAM role: people who approve, scripts,
 * MCP clients. What such a role may do stands in the server's access document, under `gateway.iam`.
 *
 * @example
 * ```ts
 * const vpcEndpoint = vpc.addInterfaceEndpoint('ExecuteApi', { service: InterfaceVpcEndpointAwsService.APIGATEWAY });
 * const api = new PrivateServerApi(this, 'ServerApi', { server, vpcEndpoint });
 * api.grantInvoke(releaseManagers);
 * ```
 * @public
 */
export class PrivateServerApi extends Construct {
  readonly api: RestApi;
  /** Where it is reached from within the VPC. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: PrivateServerApiProps) {
    super(scope, id);
    const { server, vpcEndpoint, throttle = { rateLimit: 50, burstLimit: 100 }, accountLogRole = true } = props;
    this.api = new RestApi(this, 'Api', {
      restApiName: Names.uniqueResourceName(this, { maxLength: 100 }),
      description: 'The Sluice pipeline server, within a VPC',
      endpointConfiguration: { types: [EndpointType.PRIVATE], vpcEndpoints: [vpcEndpoint] },
      defaultIntegration: new LambdaIntegration(server.function, { allowTestInvoke: false }),
      defaultMethodOptions: { authorizationType: AuthorizationType.IAM },
      policy: onlyThrough(vpcEndpoint),
      cloudWatchRole: accountLogRole,
      deployOptions: restApiStage(this, throttle, props),
    });
    this.api.root.addProxy();
    this.url = this.api.url;
  }

  /** Lets someone send requests. */
  grantInvoke(grantee: IGrantable): void {
    const resourceArns = [this.api.arnForExecuteApi()];
    Grant.addToPrincipal({ grantee, actions: ['execute-api:Invoke'], resourceArns });
  }
}

/** Signed requests need the caller's own permission besides. */
function onlyThrough({ vpcEndpointId }: IVpcEndpoint): PolicyDocument {
  const everybody = {
    principals: [new AnyPrincipal()],
    actions: ['execute-api:Invoke'],
    resources: ['execute-api:/*'],
  };
  const conditions = { StringNotEquals: { 'aws:SourceVpce': vpcEndpointId } };
  return new PolicyDocument({
    statements: [
      new PolicyStatement(everybody),
      new PolicyStatement({ ...everybody, effect: Effect.DENY, conditions }),
    ],
  });
}
