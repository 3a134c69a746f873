import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

const ACTIONS = ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'];

/** The geographies of cross-region inference profiles, which stand before the model's id. */
const GEOGRAPHY = /^(us|us-gov|eu|apac|jp|au|ca|sa|global)\.(.+)$/;

/**
 * Returns what lets a role invoke one model and no other. A profile passes requests on to the model in several regions:
 * there it may be invoked through that profile only.
 *
 * @param model - Id of a foundation model or of an inference profile, or an ARN of either
 */
export function modelAccess(scope: Construct, model: string): readonly PolicyStatement[] {
  const stack = Stack.of(scope);
  const foundationModel = (region: string, id: string): string =>
    stack.formatArn({ service: 'bedrock', region, account: '', resource: 'foundation-model', resourceName: id });
  const throughProfile = (profileArn: string, models: string): readonly PolicyStatement[] => [
    new PolicyStatement({
      actions: [...ACTIONS, 'bedrock:GetInferenceProfile'],
      resources: [profileArn],
    }),
    new PolicyStatement({
      actions: ACTIONS,
      resources: [foundationModel('*', models)],
      conditions: { StringEquals: { 'bedrock:InferenceProfileArn': profileArn } },
    }),
  ];
  if (model.startsWith('arn:')) {
    const { resource, resourceName = '' } = stack.splitArn(model, ArnFormat.SLASH_RESOURCE_NAME);
    if (!resource.endsWith('inference-profile')) return [new PolicyStatement({ actions: ACTIONS, resources: [model] })];
    return throughProfile(model, resource === 'inference-profile' ? (GEOGRAPHY.exec(resourceName)?.[2] ?? '*') : '*');
  }
  const profiled = GEOGRAPHY.exec(model)?.[2];
  if (profiled === undefined) {
    return [new PolicyStatement({ actions: ACTIONS, resources: [foundationModel(stack.region, model)] })];
  }
  const profileArn = stack.formatArn({ service: 'bedrock', resource: 'inference-profile', resourceName: model });
  return throughProfile(profileArn, profiled);
}
