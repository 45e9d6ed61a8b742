import { GatewayConfigError } from '../../config/gateway-config.error.js';
import { loadOperatorConfig, type GatewayConfig } from '../../config/gateway-config.js';
import type { CtlConfig } from '../../config/ctl-config.js';
import { failed, ok, skipped, type Check } from './finding.js';

/** Source: `engines` of the root `package.json`, and Node's list of releases. */
const LEAST_NODE = 20;

/** Whether the Node that runs this is new enough. */
export function checkNode(version: string): Check {
  return {
    name: 'node',
    run: () => {
      const major = Number(/^v?(\d+)\./.exec(version)?.[1] ?? 0);
      if (major >= LEAST_NODE) return Promise.resolve(ok(version));
      return Promise.resolve(failed(`${version} is too old: ${LEAST_NODE} or newer is needed`, 'npm ci brings its own: use npm run ctl')); // prettier-ignore
    },
  };
}

/** The environment as the gateway itself reads it: every variable that is wrong is a finding of its own. */
export function checkConfiguration(env: NodeJS.ProcessEnv): Check {
  return {
    name: 'configuration',
    run: () => {
      const read = readConfiguration(env);
      if (!(read instanceof GatewayConfigError)) return Promise.resolve(ok('every variable fits'));
      return Promise.resolve(
        read.problems.flatMap(({ name, reason }) => failed(`${name} ${reason}`, 'docs/configuration.md')),
      );
    },
  };
}

/** The configuration, or what is wrong with it. */
export function readConfiguration(env: NodeJS.ProcessEnv): GatewayConfig | GatewayConfigError {
  try {
    return loadOperatorConfig(env);
  } catch (error) {
    if (error instanceof GatewayConfigError) return error;
    throw error;
  }
}

/** Whether everything that is named belongs to GovCloud, where the gateway is. */
export function checkPartition(
  settings: Pick<CtlConfig, 'region' | 'usesStandIns' | 'knowsAws'>,
  config: GatewayConfig | undefined,
): Check {
  return { name: 'partition', run: () => Promise.resolve(judgePartition(settings, config)) };
}

function judgePartition(
  { region, usesStandIns, knowsAws }: Pick<CtlConfig, 'region' | 'usesStandIns' | 'knowsAws'>,
  config: GatewayConfig | undefined,
): ReturnType<typeof ok> {
  const secretIds = {
    GATEWAY_BEDROCK_SECRET_ID: config?.bedrock.secretId,
    GATEWAY_TOKEN_SECRET_ID: config?.tokens.secretId,
  };
  for (const [name, id] of Object.entries(secretIds)) {
    // Source: IAM user guide, "ARNs in AWS GovCloud (US) Regions".
    const partition = /^arn:([a-z-]+):/.exec(id ?? '')?.[1];
    if (partition !== undefined && partition !== 'aws-us-gov') {
      return failed(
        `${name} is an ARN of another partition (arn:${partition}:)`,
        'name a secret of GovCloud: arn:aws-us-gov:...',
      );
    }
  }
  if (usesStandIns) return skipped('the stores are stand-ins on this machine');
  if (!knowsAws) return skipped('nothing here says how to reach AWS: what follows is what the gateway tells');
  if (region === undefined)
    return failed('AWS_REGION is not set', 'export AWS_REGION=us-gov-west-1, or the region of your gateway');
  if (region.startsWith('us-gov-')) return ok(`${region} is in GovCloud`);
  return failed(
    `AWS_REGION is ${region}, which is not in GovCloud`,
    'export AWS_REGION=us-gov-west-1, with credentials of that partition',
  );
}
