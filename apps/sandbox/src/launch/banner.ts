/** What a developer needs to know to begin. */
export interface BannerFacts {
  readonly gatewayUrl: string;
  readonly switchboardUrl: string;
  readonly token: string;
  /** Whether the gateway serves its page for operators. */
  readonly showsConsole: boolean;
  /** Whether the audit table is one of ours, so that the switchboard can show it. */
  readonly showsRecords: boolean;
  /** What a newcomer could trip over; each a line of its own. */
  readonly notes: readonly string[];
}

/** A request that the default set-up answers: a model of the catalogue, by a profile of the catalogue. */
const firstRequest = JSON.stringify({
  modelId: 'us.anthropic.claude-opus-4-1-20250805-v1:0',
  body: {
    anthropic_version: 'bedrock-2023-05-31',
    max_tokens: 64,
    messages: [{ role: 'user', content: 'Hello' }],
  },
});

/** What `npm start` prints when everything serves. The last line is a command that works as it stands. */
export function renderBanner(facts: BannerFacts): string {
  const { gatewayUrl, switchboardUrl, token, showsConsole, showsRecords, notes } = facts;
  const lines = [
    '',
    `Gateway        ${gatewayUrl}`,
    `Swagger UI     ${gatewayUrl}/docs`,
    // What stands behind the # stays in the browser: it goes to no server and into no log.
    ...(showsConsole ? [`Console        ${gatewayUrl}/console#token=${token}`] : []),
    `Switchboard    ${switchboardUrl}`,
    ...(showsRecords ? [`Audit records  ${switchboardUrl}/tables/cross-partition-requests`] : []),
    ...notes.map((note) => `Note           ${note}`),
    `Token          ${token}`,
    '',
    `curl -sS ${gatewayUrl}/bedrock/invoke -H 'Authorization: Bearer ${token}' -H 'Content-Type: application/json' -d '${firstRequest}'`,
    '',
  ];
  return `${lines.join('\n')}\n`;
}
