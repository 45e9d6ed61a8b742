import { isIP } from 'node:net';
import { parseEndpoint } from './parse-endpoint.js';
import { flag, matching, oneOf, UnfitValue, wholeNumber } from './parse-value.js';
import type { VariableReader } from './variable-reader.js';

/** Where metrics and the line per request go. All of it is off unless asked for. */
export interface MetricsConfig {
  /** `emf`: as lines of the log, in CloudWatch's embedded metric format. */
  readonly format: 'none' | 'emf';
  /** Of CloudWatch, where metrics in that format are kept. */
  readonly namespace: string;
  /** Where Prometheus asks; undefined: nowhere. For processes that listen, not for functions. */
  readonly prometheus?: { readonly port: number; readonly host: string };
  /** The collector that OTLP goes to; undefined: none. For processes that last, not for functions. */
  readonly otlpEndpoint?: string;
  /** One line in the log for each request that is over. */
  readonly requestLog: boolean;
}

/** Source: CloudWatch API reference, `PutMetricData`, `Namespace`; names of AWS's own begin with `AWS/`. */
const NAMESPACE = /^(?!AWS\/)[A-Za-z0-9._/#:-]{1,255}$/;

/** Reads `GATEWAY_METRICS*`, `GATEWAY_OTLP_ENDPOINT` and `GATEWAY_REQUEST_LOG`. */
export function readMetrics(variables: VariableReader): MetricsConfig {
  const port = variables.optional('GATEWAY_METRICS_PORT', wholeNumber(0, 65_535));
  const host = variables.withDefault('GATEWAY_METRICS_HOST', parseAddress, '127.0.0.1');
  const otlpEndpoint = variables.optional('GATEWAY_OTLP_ENDPOINT', parseEndpoint);
  return {
    format: variables.withDefault('GATEWAY_METRICS', oneOf(['none', 'emf']), 'none'),
    namespace: variables.withDefault(
      'GATEWAY_METRICS_NAMESPACE',
      matching(NAMESPACE, "a namespace of CloudWatch's, and none of AWS's own"),
      'DualRoutingGateway',
    ),
    ...(port !== undefined && { prometheus: { port, host } }),
    ...(otlpEndpoint !== undefined && { otlpEndpoint }),
    requestLog: variables.withDefault('GATEWAY_REQUEST_LOG', flag, false),
  };
}

/** No name: what it would resolve to decides who can read the metrics. */
function parseAddress(text: string): string {
  if (isIP(text) !== 0) return text;
  throw new UnfitValue('must be an IP address');
}
