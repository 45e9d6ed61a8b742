import type { ServerResponse } from 'node:http';
import { chunkFrame, damage, encodeFrame, exceptionFrame } from '../../apps/gateway/src/testing/event-stream-frames.js';

/** Texts for the places of one answer of an upstream. */
export interface AnswerTexts {
  /** The model's own words, or Bedrock's message: for the caller, who asked for them. */
  readonly said: string;
  /** The name of an exception that Bedrock does not have: for the caller, as SDKs need it. */
  readonly type: string;
  /** Everywhere else: for nobody. */
  readonly hidden: string;
}

/** Writes one answer. */
export type UpstreamAnswer = (response: ServerResponse, texts: AnswerTexts) => void;

/** For whoever asked for lists. */
const NO_MODELS = { modelSummaries: [], inferenceProfileSummaries: [] };

const REQUEST_ID = '99999999-8888-7777-6666-555555555555';
const STREAM = 'application/vnd.amazon.eventstream';

/** Headers that nobody passes on. */
const headersOf = ({ hidden }: AnswerTexts): Record<string, string> => ({
  'x-amzn-requestid': REQUEST_ID,
  server: hidden,
  'set-cookie': `session=${hidden}`,
  'x-powered-by': hidden,
  'x-amz-id-2': hidden,
  'cache-control': `private, ${hidden}`,
});

const refusal =
  (status: number): UpstreamAnswer =>
  (response, texts) => {
    const { said, type, hidden } = texts;
    const headers = { ...headersOf(texts), 'content-type': 'application/json', 'x-amzn-errortype': type };
    response.writeHead(status, hidden, headers).end(JSON.stringify({ message: said }));
  };

const stream =
  (write: (response: ServerResponse, texts: AnswerTexts) => void): UpstreamAnswer =>
  (response, texts) => {
    response.writeHead(200, { ...headersOf(texts), 'content-type': STREAM });
    write(response, texts);
  };

const conversation = ({ said }: AnswerTexts): Buffer => {
  const headers = { ':event-type': 'contentBlockDelta', ':content-type': 'application/json', ':message-type': 'event' };
  return Buffer.concat([chunkFrame(JSON.stringify({ said })), encodeFrame(headers, JSON.stringify({ said }))]);
};

/** For requests that want an answer in one piece. */
export const WHOLE_ANSWERS: Readonly<Record<string, UpstreamAnswer>> = {
  'an answer in one piece': (response, texts) => {
    const { said } = texts;
    const body = JSON.stringify({
      said,
      output: { message: { role: 'assistant', content: [{ text: said }] } },
      ...NO_MODELS,
    });
    response.writeHead(200, texts.hidden, { ...headersOf(texts), 'content-type': 'application/json' }).end(body);
  },
};

/** For requests that want a stream. */
export const STREAMED_ANSWERS: Readonly<Record<string, UpstreamAnswer>> = {
  'a stream': stream((response, texts) => response.end(conversation(texts))),
  'a stream that ends in an exception': stream((response, texts) => {
    response.write(conversation(texts));
    response.end(exceptionFrame('modelStreamErrorException', JSON.stringify({ message: texts.said })));
  }),
  'a stream that ends in an unknown exception': stream((response, texts) => {
    response.write(conversation(texts));
    response.end(exceptionFrame(texts.type, JSON.stringify({ message: texts.said })));
  }),
  'a stream with a damaged frame': stream((response, texts) => {
    response.write(conversation(texts));
    response.end(damage(chunkFrame(JSON.stringify({ said: texts.said }))));
  }),
  'a stream that breaks off': stream((response, texts) =>
    response.write(conversation(texts), () => response.destroy()),
  ),
  // Called a stream, with an id of Bedrock's: what it says is for whoever asked for bytes as they come.
  'a stream without a frame': stream((response, { said }) => response.end(said.repeat(50))),
};

/** Bedrock's own errors, which any request may meet. */
export const REFUSALS: Readonly<Record<string, UpstreamAnswer>> = Object.fromEntries(
  [400, 401, 403, 404, 408, 413, 424, 429, 500, 503].map((status) => [`status ${status}`, refusal(status)]),
);

/** What Bedrock never answers. Breakers open on these, so a gateway meets few of them. */
export const FOREIGN_ANSWERS: Readonly<Record<string, UpstreamAnswer>> = {
  'a page': (response, { hidden }) => {
    response.writeHead(200, { 'content-type': 'text/html', server: hidden }).end(`<html>${hidden}</html>`);
  },
  'no HTTP': (response, { hidden }) => {
    response.socket?.end(`HTTP/1.1 200 OK\r\n${hidden} : \0${hidden}\r\n\r\n${hidden}`);
  },
  'a way elsewhere': (response, { hidden }) => {
    response.writeHead(307, { location: `http://127.0.0.1:9/${hidden}`, 'x-amzn-requestid': REQUEST_ID }).end(hidden);
  },
  'nothing in time': () => undefined,
  'no answer': (response) => response.destroy(),
};

/** What an upstream can answer, good and bad. */
export const UPSTREAM_ANSWERS: Readonly<Record<string, UpstreamAnswer>> = {
  ...WHOLE_ANSWERS,
  ...STREAMED_ANSWERS,
  ...REFUSALS,
  ...FOREIGN_ANSWERS,
};
