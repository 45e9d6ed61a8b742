import { AUDIT_MUTATIONS } from './audit-mutations.ts';
import { CONSOLE_MUTATIONS } from './console-mutations.ts';
import { HYGIENE_MUTATIONS } from './hygiene-mutations.ts';
import { LIMIT_MUTATIONS } from './limit-mutations.ts';
import { TOKEN_MUTATIONS } from './token-mutations.ts';
import { TRAFFIC_MUTATIONS } from './traffic-mutations.ts';

/** One defect that somebody could bring in, and the spec that has to notice it. */
export interface Mutation {
  /** What the gateway would do wrong. */
  readonly defect: string;
  /** Path from the root of the project. */
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** The file that has to fail. */
  readonly spec: string;
}

const FAIL_CLOSED = 'test/fail-closed/fail-closed.spec.ts';
const GATE = {
  file: 'libs/routing/src/clear-for-route.ts',
  find: 'if (!classes.mayTake(dataClass, route)) throw',
  replace: 'if (false) throw',
};
const ROUTING_HEADERS = 'apps/gateway/src/inference/read-routing-headers.ts';
const CREDENTIALS = 'libs/bedrock/src/credentials/secrets-manager-credentials.source.ts';

/** Each takes one safeguard away. */
export const MUTATIONS: readonly Mutation[] = [
  ...TOKEN_MUTATIONS,
  { defect: 'the gate before each attempt lets every data class through', ...GATE, spec: FAIL_CLOSED },
  { defect: 'the gate does, and a plan is forged', ...GATE, spec: 'libs/routing/src/fail-closed.spec.ts' },
  {
    defect: 'plans have routes that the data class may not take',
    file: 'libs/routing/src/plan-routes.ts',
    find: "if (!classes.mayTake(dataClass, route)) return 'data-class';",
    replace: '',
    spec: 'libs/routing/src/plan-routes.spec.ts',
  },
  {
    defect: 'fallback goes to routes that are not in the plan',
    file: 'libs/routing/src/strategies/fallback.strategy.ts',
    find: 'const inOrder = plan.routes.flatMap(',
    replace: "const inOrder = (['internet', 'vpn'] as const).flatMap(",
    spec: FAIL_CLOSED,
  },
  {
    defect: 'the sibling does not look at the data class again',
    file: 'apps/gateway/src/peer/peer-calls.ts',
    find: "if (!caller.classifications.has(dataClass)) throw new PeerRefusedError('data-class');",
    replace: '',
    spec: 'apps/gateway/src/peer/peer-calls.refusals.spec.ts',
  },
  {
    defect: 'the VPN route connects to public addresses',
    file: 'apps/gateway/src/config/to-lib-options.ts',
    find: "privateAddressesOnly: route === 'vpn',",
    replace: 'privateAddressesOnly: false,',
    spec: FAIL_CLOSED,
  },
  {
    defect: 'the VPN route connects to public addresses that are written as such',
    file: 'libs/bedrock/src/connection/private-addresses-only.ts',
    find: 'if (isIP(host) !== 0 && !isPrivateAddress(host)) {',
    replace: 'if (false) {',
    spec: FAIL_CLOSED,
  },
  {
    defect: 'the beginning of a data class is taken for the whole of it',
    file: ROUTING_HEADERS,
    find: 'return DATA_CLASS.test(text) ? text : undefined;',
    replace: 'return /^[A-Za-z0-9._-]+/.exec(text)?.[0];',
    spec: FAIL_CLOSED,
  },
  {
    defect: 'data classes that differ in case are one',
    file: ROUTING_HEADERS,
    find: 'const text = request.get(name);',
    replace: 'const text = request.get(name)?.toLowerCase();',
    spec: FAIL_CLOSED,
  },
  {
    defect: 'a header overrules the path',
    file: ROUTING_HEADERS,
    find: "if (prefix && named && named !== prefix) faults['X-Routing-Method'] = 'disagrees with the path';",
    replace: '',
    spec: FAIL_CLOSED,
  },
  {
    defect: 'a token may send data of classes that it does not name',
    file: 'apps/gateway/src/inference/governed-calls.ts',
    find: 'if (!caller.classifications.has(dataClass)) throw new DataClassDeniedError();',
    replace: '',
    spec: FAIL_CLOSED,
  },
  {
    defect: 'every refused request reads the credentials again',
    file: CREDENTIALS,
    find: 'if (!this.fetching && isTooEarly) return Promise.resolve();',
    replace: '',
    spec: 'test/credential-life/outage.spec.ts',
  },
  {
    defect: 'nobody waits for a credential that was rotated just now',
    file: CREDENTIALS,
    find: 'if (waitMs > 0 && !this.failure) await',
    replace: 'if (waitMs > 0) return;\n    if (false) await',
    spec: 'test/credential-life/rotation.spec.ts',
  },
  {
    defect: 'the call goes on when its caller has left',
    file: 'apps/gateway/src/exchange/exchange.ts',
    find: 'this.over.abort(this.gone.signal.reason);',
    replace: '',
    spec: 'test/cancellation/callers-leaving.spec.ts',
  },
  {
    defect: 'the ceiling on output tokens is held against nothing',
    file: 'apps/gateway/src/inference/governed-calls.ts',
    find: 'checkOutputLimit(call, this.config.limits.maxOutputTokens);',
    replace: '',
    spec: 'test/e2e/max-output-tokens.spec.ts',
  },
  {
    defect: 'of two limits with one name only the last is seen',
    file: 'apps/gateway/src/inference/check-output-limit.ts',
    find: 'const members = sliceJsonMembers(text);',
    replace: 'const members = [...new Map(sliceJsonMembers(text).map((one) => [one.name, one])).values()];',
    spec: 'test/e2e/max-output-tokens.spec.ts',
  },
  ...LIMIT_MUTATIONS,
  ...AUDIT_MUTATIONS,
  ...TRAFFIC_MUTATIONS,
  {
    defect: 'all callers share one session of the role',
    file: 'libs/bedrock/src/credentials/principal.ts',
    find: 'JSON.stringify([principal.tenant ?? null, principal.subject])',
    replace: "'anybody'",
    spec: 'test/identity/sessions.spec.ts',
  },
  {
    defect: 'the VPN route asks the public STS where it has none of its own',
    file: 'libs/bedrock/src/connection/sts-endpoint.ts',
    find: 'const hasNone = privateAddressesOnly ||',
    replace: 'const hasNone =',
    spec: 'libs/bedrock/src/connection/sts-endpoint.spec.ts',
  },
  {
    defect: 'STS is asked by sockets that may go anywhere',
    file: 'libs/bedrock/src/connection/create-connector.ts',
    find: 'return options.privateAddressesOnly ? refusePublicAddresses(connect) : connect;',
    replace: 'return connect;',
    spec: 'libs/bedrock/src/credentials/web-identity/sts-session-opener.spec.ts',
  },
  {
    defect: 'a session is used beyond its end',
    file: 'libs/bedrock/src/credentials/web-identity/kept-session.ts',
    find: 'return this.isBefore(this.kept && this.kept.expiresAtEpochMs - EXPIRY_MARGIN_MS);',
    replace: 'return this.kept !== undefined;',
    spec: 'test/identity/session-life.spec.ts',
  },
  {
    defect: 'each request opens a session of its own while STS is away',
    file: 'libs/bedrock/src/credentials/web-identity/kept-session.ts',
    find: 'if (!this.opening && isTooEarly) return Promise.resolve();',
    replace: '',
    spec: 'libs/bedrock/src/credentials/web-identity/kept-session.spec.ts',
  },
  {
    defect: 'a caller of the sibling is whom the event names',
    file: 'apps/gateway/src/peer/peer-calls.ts',
    find: 'const principal = principalOf(caller);',
    replace: "const principal = { subject: 'event' };",
    spec: 'apps/gateway/src/peer/peer-calls.spec.ts',
  },
  {
    defect: 'two principals may have the same tags',
    file: 'libs/bedrock/src/credentials/web-identity/session-tags.ts',
    find: 'const PLAIN = /[A-Za-z0-9_.:/+@-]/;',
    replace: 'const PLAIN = /[A-Za-z0-9_.:/=+@-]/;',
    spec: 'libs/bedrock/src/credentials/web-identity/session-tags.spec.ts',
  },
  {
    defect: 'any answer of Bedrock proves a new key',
    file: 'libs/bedrock/src/credentials/try-credentials.ts',
    find: "SAID_TO_THE_ADMITTED.has(error.upstream?.type ?? '')",
    replace: 'error.upstream !== undefined',
    spec: 'libs/bedrock/src/credentials/try-credentials.spec.ts',
  },
  {
    defect: 'a proof of the credentials in use passes for one of the new ones',
    file: 'libs/routing/src/transports/peer/peer-trials.ts',
    find: "if (outcome.pendingVersionId !== trial.pendingVersionId) throw new BedrockCallError('not-bedrock', 'peer-answer');",
    replace: '',
    spec: 'libs/routing/src/transports/peer/peer-trials.spec.ts',
  },
  {
    defect: 'a new key is used without having been tried',
    file: 'apps/gateway/src/rotation/bedrock-key/route-trials.ts',
    find: 'await Promise.all([...this.trials.values()]',
    replace: 'await Promise.all([...this.trials.values()].slice(0, 0)',
    spec: 'apps/gateway/src/rotation/bedrock-key/bedrock-key.rotation.spec.ts',
  },
  {
    defect: 'two rotations go on at the same time',
    file: 'apps/gateway/src/rotation/steps/rotation-lease.ts',
    find: "if (nowEpochMs() - held.begunAtEpochMs < leaseMs) throw new RotationRefusedError('under-way');",
    replace: '',
    spec: 'apps/gateway/src/rotation/bedrock-key/bedrock-key.rotation.spec.ts',
  },
  {
    defect: 'a rotation that fails leaves the first key switched off',
    file: 'apps/gateway/src/rotation/bedrock-key/bedrock-key.rotation.ts',
    find: 'for (const { id, isActive } of firsts) if (!isActive) await this.credentials.setActive(id, true, signal);',
    replace: '',
    spec: 'apps/gateway/src/rotation/bedrock-key/bedrock-key.rotation.spec.ts',
  },
  {
    defect: 'the only key that is left is deleted',
    file: 'apps/gateway/src/rotation/bedrock-key/bedrock-key.rotation.ts',
    find: "if (firsts.length === 0) throw new IamCallError('gone');",
    replace: '',
    spec: 'apps/gateway/src/rotation/bedrock-key/bedrock-key.rotation.spec.ts',
  },
  {
    defect: 'a key that a person has made is deleted',
    file: 'apps/gateway/src/rotation/bedrock-key/survey-keys.ts',
    find: "if (!others.every(isLeftBehind)) throw new RotationRefusedError('no-room');",
    replace: '',
    spec: 'apps/gateway/src/rotation/bedrock-key/bedrock-key.rotation.spec.ts',
  },
  {
    defect: 'a second rotation of the token secret ends tokens that are alive',
    file: 'apps/gateway/src/rotation/token-secret/token-secret.rotation.ts',
    find: "if (isYoung && (await this.secret.at('AWSPREVIOUS', signal))) throw new RotationRefusedError('too-soon');",
    replace: '',
    spec: 'apps/gateway/src/rotation/token-secret/token-secret.rotation.spec.ts',
  },
  {
    defect: 'the gateway asks about models in the name of whoever came first',
    file: 'apps/gateway/src/inference/model-router.ts',
    find: 'principal: undefined,',
    replace: '',
    spec: 'apps/gateway/src/inference/model-router.lookups.spec.ts',
  },
  ...HYGIENE_MUTATIONS,
  ...CONSOLE_MUTATIONS,
];
