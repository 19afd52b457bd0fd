import { $, call, complain, make, newId, onLanguage, post, price, renderWords, showFacts, showTable, text, time } from './common.js';

const askEvery = 2000;
const path = `/payments/orders/${encodeURIComponent(new URLSearchParams(location.search).get('order') ?? '')}`;

let order = null;
let refundNo = newId(); // one for each wish: the same while it is repeated, another as soon as it changes

const number = words => make('span', { className: 'number', textContent: words });

function statusOf({ status, error }) {
  return error ? make('span', {}, text(status), make('small', { textContent: error.message })) : text(status);
}

function renderFacts() {
  const paid = order.attempts.find(attempt => attempt.channelTransactionId === order.channelTransactionId);
  const facts = [['factOrder', order.orderNo], ['factStatus', text(order.status)], ['factAmount', price(order.amount)]];
  if (order.paidAt) {
    facts.push(['factTime', time(order.paidAt)], ['factAccount', paid?.channelAccount], ['factTransaction', order.channelTransactionId], ['factLeft', price(order.refundable)]);
  }
  showFacts($('facts'), facts);
}

function renderForm() {
  const left = order.refundable;
  $('refund-form').hidden = !left || left.minorUnits === 0;
  if ($('refund-form').hidden) return;
  $('refund-amount-label').textContent = text('refundAmount', { price: price(left) });
  $('refund').textContent = text($('refund').disabled ? 'refunding' : 'refund');
  if ($('refund-amount').dataset.left !== String(left.minorUnits)) {
    $('refund-amount').dataset.left = left.minorUnits;
    $('refund-amount').value = price(left).slice(1); // all of it, unless the merchant writes less
  }
}

function renderExtras() {
  const send = extra => {
    const button = make('button', { type: 'button', className: 'small', textContent: text('refundExtra', { price: price(extra.amount) }) });
    // Named after the attempt, so that pressing twice sends back once.
    button.onclick = () => refund({ merchantRefundNo: `desk-${extra.attemptNo.slice(-2)}`, amount: extra.amount, attemptNo: extra.attemptNo }, button);
    return button;
  };
  showTable($('extras'), ['columnAccount', 'columnAmount', 'columnStatus'], order.extraPayments.map(extra => [
    extra.channelAccount, number(price(extra.amount)), extra.status === 'Held' ? make('span', {}, `${text('Held')} `, send(extra)) : text(extra.status),
  ]));
}

function render() {
  renderWords();
  if (!order) return;
  renderFacts();
  renderForm();
  renderExtras();
  showTable($('refunds'), ['columnWhen', 'columnAmount', 'columnWhy', 'columnStatus'], order.refunds.map(refund => [
    time(refund.createdAt), number(price(refund.amount)), refund.reason ?? text(refund.cause), statusOf(refund),
  ]));
  showTable($('attempts'), ['columnWhen', 'columnMethod', 'columnAccount', 'columnStatus'], order.attempts.map(attempt => [
    time(attempt.createdAt), attempt.method, attempt.channelAccount, statusOf(attempt),
  ]));
  $('order-link').href = `/?order=${order.orderNo}`;
  $('desk').hidden = false;
}

async function read() {
  const newer = await call(path);
  const isNews = JSON.stringify(newer) !== JSON.stringify(order);
  order = newer;
  if (isNews) render(); // otherwise a button under the finger would be replaced
}

/** Reads what was written, in minor units, or answers null. Integers only: 10.50 is 1050. */
function readAmount(words) {
  const [, yuan, fen = ''] = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(words.trim().replace(/^¥/, '')) ?? [];
  const minorUnits = Number(`${yuan}${fen.padEnd(2, '0')}`);
  return yuan && minorUnits > 0 && minorUnits <= order.refundable.minorUnits ? minorUnits : null;
}

async function refund(wish, button) {
  complain(null);
  button.disabled = true;
  try {
    const made = await call(`${path}/refunds`, post(wish));
    $('status').textContent = text('refundDone', { price: price(made.amount), status: text(made.status) });
    refundNo = newId(); // written down: from now on it is followed under its number
  } catch (error) {
    if (error.status < 500) refundNo = newId(); // definitely refused; otherwise it may have been taken, and is repeated under its number
    complain(error.message);
  } finally {
    button.disabled = false;
    await read().then(render, () => {});
  }
}

$('refund-form').addEventListener('submit', event => {
  event.preventDefault();
  const minorUnits = readAmount($('refund-amount').value);
  $('refund-amount').setAttribute('aria-invalid', String(minorUnits === null));
  if (minorUnits === null) {
    complain(text('wrongAmount', { price: price(order.refundable) }));
    $('refund-amount').focus();
    return;
  }
  const reason = $('refund-reason').value.trim();
  refund({ merchantRefundNo: refundNo, amount: { currency: order.amount.currency, minorUnits }, ...(reason && { reason }) }, $('refund'));
});
$('refund-form').addEventListener('input', () => { refundNo = newId(); });
onLanguage(render);
render();
await read().catch(error => complain(error.status === 404 ? text('notFound') : error.message));
setInterval(() => { if (document.visibilityState === 'visible' && order) read().catch(() => {}); }, askEvery);
