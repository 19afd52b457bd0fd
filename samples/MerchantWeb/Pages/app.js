import { $, call, clockSkew, complain, language, make, newId, onLanguage, post, price, renderWords, showFacts, text, time } from './common.js';
import { watch } from './updates.js';

const views = ['shop', 'payment', 'done'];
const statuses = ['Created', 'Pending', 'Paid', 'PartiallyRefunded', 'Refunded', 'Closed', 'Failed']; // an order only ever moves on
const isOlder = (one, other) => statuses.indexOf(one.status) < statuses.indexOf(other.status) || one.attempts.length < other.attempts.length;
const isEnded = ({ status }) => statuses.indexOf(status) >= statuses.indexOf('Paid');

let products = [];
let order = null;
let leave = () => {};
let checkoutId = newId(); // one for each wish: the same while it is repeated, another as soon as it changes

function show(view, heading) {
  for (const id of views) $(id).hidden = id !== view;
  if (heading) {
    $('status').textContent = $(heading).textContent;
    $(heading).focus();
  }
}

function renderProducts() {
  const chosen = document.querySelector('[name=product]:checked')?.value ?? products[0]?.id;
  $('products').replaceChildren(...products.map(product => {
    const input = make('input', { type: 'radio', name: 'product', value: product.id, checked: product.id === chosen });
    const image = make('img', { src: product.image, alt: '' });
    const name = make('b', { textContent: product.name[language] });
    const note = make('small', { textContent: product.note[language] });
    const cost = make('span', { className: 'price', textContent: price(product.price) });
    return make('label', { className: 'product' }, input, image, name, note, cost);
  }));
  renderPayButton();
}

function renderPayButton() {
  const product = products.find(one => one.id === document.querySelector('[name=product]:checked')?.value);
  $('pay').textContent = product ? text('pay', { price: price(product.price) }) : '';
}

/** The attempt the payer is asked to pay: the one with a next step, else the newest. */
const payingNow = ({ attempts, method }) => attempts.find(attempt => attempt.nextAction) ?? attempts.at(-1) ?? { method };

function renderPayment() {
  const action = order.nextAction;
  const paying = payingNow(order);
  const isAlipay = paying.method.startsWith('alipay');
  $('payment-title').textContent = text(isAlipay ? 'payTitleAlipay' : 'payTitleWechat');
  $('amount').textContent = price(order.amount);
  $('subject').textContent = order.subject;
  $('scan').hidden = action?.type !== 'ShowQrCode';
  $('jump').hidden = action?.type !== 'Redirect' && action?.type !== 'SubmitForm';
  $('asking').hidden = Boolean(action);
  $('other').textContent = text(isAlipay ? 'otherWechat' : 'otherAlipay');
  if (action?.type === 'ShowQrCode') {
    const source = `/shop/orders/${order.orderNo}/qr.svg?attempt=${paying.attemptNo}`; // another attempt, another code
    if ($('qr').getAttribute('src') !== source) $('qr').src = source;
    $('qr').alt = text('qrAlt', { price: price(order.amount) });
    $('payer-link').href = `/_sim/payer?code=${encodeURIComponent(action.content)}`;
  } else if (action?.type === 'Redirect') {
    $('jump-link').href = action.url;
  } else if (action?.type === 'SubmitForm') {
    $('jump-link').href = '#';
    $('jump-link').onclick = event => { event.preventDefault(); go(action); };
  }
}

function renderDone() {
  const isPaid = order.status !== 'Closed' && order.status !== 'Failed';
  $('tick').classList.toggle('ended', !isPaid);
  $('done-title').textContent = text(isPaid ? 'paid' : order.status === 'Closed' ? 'closed' : 'failed');
  $('done-amount').textContent = price(order.amount);
  const facts = [['factOrder', order.orderNo]];
  if (isPaid) {
    const paid = order.attempts.find(attempt => attempt.channelTransactionId === order.channelTransactionId) ?? order;
    facts.push(
      ['factWith', text(paid.method.startsWith('alipay') ? 'alipay' : 'wechat')],
      ['factTransaction', order.channelTransactionId],
      ['factTime', time(order.paidAt)]);
  } else if (order.error) {
    facts.push(['factReason', order.error.message]);
  }
  showFacts($('facts'), facts);
  $('desk-link').href = `/desk.html?order=${order.orderNo}`;
}

function render() {
  renderWords();
  renderProducts();
  if (order) {
    renderPayment();
    renderDone();
  }
}

/** Leads the payer on: to another page, or with a form. */
function go(action) {
  if (action.type === 'Redirect') {
    location.assign(action.url);
    return;
  }
  const form = make('form', { method: 'post', action: action.url, hidden: true });
  for (const [name, value] of Object.entries(action.fields)) form.append(make('input', { name, value }));
  document.body.append(form);
  form.submit();
}

function leadOn() {
  const action = order.nextAction;
  if (action?.type === 'Redirect' || action?.type === 'SubmitForm') go(action);
}

function update(newer) {
  if (order && isOlder(newer, order)) return; // the past, told again
  const isFirst = order === null;
  order = newer;
  if (isEnded(order)) {
    leave();
    renderDone();
    show('done', 'done-title');
    return;
  }
  renderPayment();
  if (isFirst) show('payment', 'payment-title');
}

function tick() {
  if (!order || $('payment').hidden) return;
  const left = Math.max(0, Math.floor((Date.parse(order.expiresAt) - Date.now() - clockSkew) / 1000));
  $('countdown').textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
}

async function open(orderNo) {
  order = null;
  update(await call(`/payments/orders/${encodeURIComponent(orderNo)}`));
  tick();
  if (!isEnded(order)) {
    leave = watch(orderNo, update, isConnected => complain(isConnected ? null : text('unreachable')));
  }
}

async function checkOut(event) {
  event.preventDefault();
  const chosen = new FormData($('shop'));
  complain(null);
  $('pay').disabled = true;
  $('pay').textContent = text('paying');
  try {
    // Repeated after a break, the same id gives the same order, never a second one.
    const { orderNo } = await call('/shop/checkout', post({
      checkoutId, product: chosen.get('product'), method: chosen.get('method'), language,
    }));
    checkoutId = newId();
    history.pushState(null, '', `/?order=${orderNo}`);
    await open(orderNo);
    leadOn();
  } catch (error) {
    if (error.status < 500) checkoutId = newId(); // definitely refused
    complain(error.message);
  } finally {
    $('pay').disabled = false;
    renderPayButton();
  }
}

/** Pays another way: what was shown is closed at its channel before the answer comes. */
async function changeMethod() {
  const method = payingNow(order).method.startsWith('alipay') ? 'wechat.native' : 'alipay.page';
  complain(null);
  $('other').disabled = true;
  try {
    update(await call(`/payments/orders/${order.orderNo}/attempts`, post({ method })));
    if (isEnded(order)) return;
    show('payment', 'payment-title');
    leadOn();
  } catch (error) {
    complain(error.message); // paid in this very moment, or the payer is paying: the updates tell
  } finally {
    $('other').disabled = false;
  }
}

async function cancel() {
  complain(null);
  try {
    update(await call(`/payments/orders/${order.orderNo}/close`, { method: 'POST' }));
  } catch (error) {
    complain(error.message); // paid in this very moment, or the payer is paying: the updates tell
  }
}

async function start() {
  leave();
  complain(null);
  order = null;
  const orderNo = new URLSearchParams(location.search).get('order');
  if (!orderNo) {
    show('shop');
    return;
  }
  try {
    await open(orderNo);
  } catch (error) {
    complain(error.status === 404 ? text('notFound') : error.message);
    show('shop');
  }
}

$('shop').addEventListener('submit', checkOut);
$('shop').addEventListener('change', () => {
  checkoutId = newId();
  renderPayButton();
});
$('other').addEventListener('click', changeMethod);
$('cancel').addEventListener('click', cancel);
addEventListener('popstate', start);
onLanguage(() => {
  checkoutId = newId();
  render();
});
setInterval(tick, 500);
render();
try {
  products = await call('/shop/products');
  renderProducts();
  await start();
} catch (error) {
  complain(error.message);
}
