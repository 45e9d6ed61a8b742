/** The forms in which the seed paths answer: which path and which `Accept` give them. */
export const ANSWER_FORMS = [
  { form: 'in one piece', path: '/bedrock/invoke', accept: 'application/json' },
  { form: 'as server-sent events', path: '/bedrock/invoke-stream', accept: 'text/event-stream' },
  { form: 'in frames', path: '/bedrock/invoke-stream', accept: 'application/vnd.amazon.eventstream' },
] as const;
