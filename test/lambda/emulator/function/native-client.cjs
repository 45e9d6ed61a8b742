/**
 * Stands in for `rapid-client.node`, the compiled part of AWS's runtime client, so that the client's own JavaScript
 * runs where nothing was compiled. Preloaded with `--require`; it then answers for the compiled file.
 *
 * It is CommonJS in plain JavaScript because it is part of every cold start: to strip types from it would take longer
 * than all that it does. Its four functions and what they send are those of `aws-lambda-ric/src/native/rapid-client.cc`.
 */
'use strict';
const { Agent, request } = require('node:http');
const { registerHooks } = require('node:module');
const { pathToFileURL } = require('node:url');

const BASE_PATH = '/2018-06-01/runtime/invocation';

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === './rapid-client.node'
      ? { url: pathToFileURL(__filename).href, shortCircuit: true }
      : next(specifier, context),
});

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
/** The post that `done` or `error` has begun: the next invocation is asked for after it, as the compiled one does. */
let posted = Promise.resolve();

/** @param {string} method @param {string} path @param {string} [body] @param {Record<string, string>} [headers] */
function send(method, path, body, headers) {
  const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path: `${BASE_PATH}/${path}`, method, agent, headers }, (response) => {
      let bodyJson = '';
      response.setEncoding('utf8');
      response.on('data', (text) => (bodyJson += text));
      response.on('end', () => resolve({ bodyJson, headers: response.headers }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

module.exports = {
  initializeClient() {},

  async next() {
    await posted;
    return send('GET', 'next');
  },

  done(requestId, body) {
    posted = send('POST', `${requestId}/response`, body, { 'content-type': 'application/json' });
  },

  error(requestId, body, xrayCause) {
    posted = send('POST', `${requestId}/error`, body, {
      'content-type': 'application/json',
      'lambda-runtime-function-error-type': 'Unhandled',
      'lambda-runtime-function-xray-error-cause': xrayCause,
    });
  },
};
