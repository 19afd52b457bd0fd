const types = ['order.created', 'order.pending', 'order.paid', 'order.closed', 'order.failed', 'payment.extra', 'evidence.quarantined'];
const pollEvery = 3000;

/**
 * Follows an order live: server-sent events, which the browser resumes by itself after a break, and plain questions where those do not get through.
 * Returns a function that stops it.
 */
export function watch(orderNo, update, connected) {
  const address = `/payments/orders/${encodeURIComponent(orderNo)}`;
  const source = new EventSource(`${address}/updates`);
  let poll = null;

  const stop = () => {
    source.close();
    clearInterval(poll);
  };

  const ask = async () => {
    try {
      const response = await fetch(address);
      if (response.ok) update(await response.json());
      connected(true);
    } catch {
      connected(false);
    }
  };

  source.onopen = () => {
    clearInterval(poll);
    poll = null;
    connected(true);
  };
  source.onerror = () => {
    // Closed by the browser: the server refused. Otherwise it connects again by itself; either way ask meanwhile.
    poll ??= setInterval(ask, pollEvery);
  };
  for (const type of types) source.addEventListener(type, event => update(JSON.parse(event.data)));
  return stop;
}
