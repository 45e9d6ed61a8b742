import type { Mutation } from './mutations.ts';

/** Safeguards of what is logged, of headers and of TLS. */
export const HYGIENE_MUTATIONS: readonly Mutation[] = [
  {
    defect: 'members that are on no list are logged',
    file: 'apps/gateway/src/logs/allow-listed-message.ts',
    find: 'if (kept === undefined) withheld += 1;',
    replace: 'if (kept === undefined) picked[name] = String(value);',
    spec: 'apps/gateway/src/logs/allow-listed-message.spec.ts',
  },
  {
    defect: 'the log tells what an error says',
    file: 'apps/gateway/src/logs/describe-error.ts',
    find: "error: NAMES.has(thrown.name) ? thrown.name : 'unexpected',",
    replace: 'error: thrown.message,',
    spec: 'apps/gateway/src/logs/describe-error.spec.ts',
  },
  {
    defect: 'any origin is echoed',
    file: 'apps/gateway/src/exchange/allow-origins.ts',
    find: 'if (origin === undefined || !allowed.has(origin)) return next();',
    replace: 'if (origin === undefined) return next();',
    spec: 'apps/gateway/src/exchange/allow-origins.spec.ts',
  },
  {
    defect: 'a gateway starts that verifies no certificates',
    file: 'apps/gateway/src/config/gateway-config.ts',
    find: '  refuseWeakTls(variables);\n',
    replace: '',
    spec: 'apps/gateway/src/config/refuse-weak-tls.spec.ts',
  },
  {
    defect: 'connections to Bedrock verify no certificates',
    file: 'libs/bedrock/src/connection/create-connector.ts',
    find: 'rejectUnauthorized: true,',
    replace: 'rejectUnauthorized: false,',
    spec: 'test/tls/upstream.spec.ts',
  },
  {
    defect: 'a listener that asks for certificates takes any',
    file: 'apps/gateway/src/listener/tls/tls-options.ts',
    find: 'rejectUnauthorized: isMutual,',
    replace: 'rejectUnauthorized: false,',
    spec: 'test/tls/listener.spec.ts',
  },
  {
    defect: 'names of errors that an upstream makes up are kept',
    file: 'apps/gateway/src/logs/problem-type.ts',
    find: "return PROBLEM_TYPES.has(type) ? type : 'UnlistedException';",
    replace: 'return type;',
    spec: 'apps/gateway/src/logs/problem-type.spec.ts',
  },
];
