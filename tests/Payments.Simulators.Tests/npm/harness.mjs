// What the third-party client scripts share: credentials, the payer, and a callback address.
import { createServer } from 'node:http';
import { randomBytes } from 'node:crypto';

const DEADLINE = 10_000;

export const credentials = async base => (await fetch(`${base}/_sim/credentials`)).json();

export const number = prefix => prefix + Date.now() + randomBytes(4).toString('hex');

export async function pay(base, channel, outTradeNo) {
  const response = await fetch(`${base}/_sim/pay`, { method: 'POST', body: JSON.stringify({ channel, outTradeNo }) });
  const body = await response.json();
  if (response.status !== 200) throw new Error(`pay: ${JSON.stringify(body)}`);
  return body;
}

export async function until(holds) {
  const end = Date.now() + DEADLINE;
  while (!await holds()) {
    if (Date.now() > end) throw new Error('waited in vain');
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

/** A merchant's callback address that acknowledges everything; `success` suits both channels. */
export class Callbacks {
  #received = [];
  #server;

  static async listen(path = '/notify') {
    const callbacks = new Callbacks();
    callbacks.#server = createServer((request, response) => {
      const chunks = [];
      request.on('data', chunk => chunks.push(chunk));
      request.on('end', () => {
        callbacks.#received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
        response.end('success');
      });
    });
    await new Promise(resolve => callbacks.#server.listen(0, '127.0.0.1', resolve));
    callbacks.url = `http://127.0.0.1:${callbacks.#server.address().port}${path}`;
    return callbacks;
  }

  async next() {
    await until(() => this.#received.length > 0);
    return this.#received.shift();
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
