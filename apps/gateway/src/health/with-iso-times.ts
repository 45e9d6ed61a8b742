/** A report with its times as people read them: `provenAtEpochMs: 0` becomes `provenAt: '1970-01-01T00:00:00.000Z'`. */
export function withIsoTimes(report: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(report).map(([name, value]: [string, unknown]) =>
      name.endsWith('AtEpochMs') && typeof value === 'number'
        ? [name.slice(0, -'EpochMs'.length), new Date(value).toISOString()]
        : [name, value],
    ),
  );
}
