import { strings } from './strings.js';
import { watch } from './updates.js';

const $ = id => document.getElementById(id);
const views = ['shop', 'payment', 'done'];
const statuses = ['Created', 'Pending', 'Paid', 'PartiallyRefunded', 'Refunded', 'Closed', 'Failed']; // an order only ever moves on
const isEnded = ({ status }) => statuses.indexOf(status) >= statuses.indexOf('Paid');

let language = localStorage.getItem('language') ?? (navigator.language.startsWith('zh') ? 'zh' : 'en');
let products = [];
let order = null;
let leave = () => {};
let clockSkew = 0;
let checkoutId = newId(); // one for each wish: the same while it is repeated, another as soon as it changes

const text = (key, values = {}) => strings[language][key].replace(/\{(\w+)\}/g, (_, name) => values[name]);

// Integers only: an amount is never a fraction.
const price = ({ minorUnits }) => {
  const digits = String(minorUnits).padStart(3, '0');
  return `¥${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

/** A GUID; randomUUID() is there on https and localhost only. */
function newId() {
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function show(view, heading) {
  for (const id of views) $(id).hidden = id !== view;
  if (heading) {
    $('status').textContent = $(heading).textContent;
    $(heading).focus();
  }
}

function complain(message) {
  $('problem').textContent = message ?? '';
  $('problem').hidden = !message;
}

const post = value => ({ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) });

async function call(path, options) {
  const response = await fetch(path, options).catch(() => { throw new Error(text('unreachable')); });
  const date = Date.parse(response.headers.get('date'));
  // The header counts whole seconds: less than two of them is no difference.
  if (date) clockSkew = Math.abs(date - Date.now()) < 2000 ? 0 : date - Date.now();
  const json = await response.json().catch(() => ({}));
  if (response.ok) return json;
  throw Object.assign(new Error(json.detail ? `${json.detail} ${json.remedy}` : text('unreachable')), { status: response.status });
}

function renderProducts() {
  const chosen = document.querySelector('[name=product]:checked')?.value ?? products[0]?.id;
  $('products').replaceChildren(...products.map(product => {
    const label = document.createElement('label');
    label.className = 'product';
    const input = Object.assign(document.createElement('input'), { type: 'radio', name: 'product', value: product.id, checked: product.id === chosen });
    const image = Object.assign(document.createElement('img'), { src: product.image, alt: '' });
    const name = Object.assign(document.createElement('b'), { textContent: product.name[language] });
    const note = Object.assign(document.createElement('small'), { textContent: product.note[language] });
    const cost = Object.assign(document.createElement('span'), { className: 'price', textContent: price(product.price) });
    label.append(input, image, name, note, cost);
    return label;
  }));
  renderPayButton();
}

function renderPayButton() {
  const product = products.find(one => one.id === document.querySelector('[name=product]:checked')?.value);
  $('pay').textContent = product ? text('pay', { price: price(product.price) }) : '';
}

function renderPayment() {
  const action = order.nextAction;
  const isAlipay = order.method.startsWith('alipay');
  $('payment-title').textContent = text(isAlipay ? 'payTitleAlipay' : 'payTitleWechat');
  $('amount').textContent = price(order.amount);
  $('subject').textContent = order.subject;
  $('scan').hidden = action?.type !== 'ShowQrCode';
  $('jump').hidden = action?.type !== 'Redirect' && action?.type !== 'SubmitForm';
  $('asking').hidden = Boolean(action);
  if (action?.type === 'ShowQrCode') {
    const source = `/shop/orders/${order.orderNo}/qr.svg`;
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
    facts.push(
      ['factWith', text(order.method.startsWith('alipay') ? 'alipay' : 'wechat')],
      ['factTransaction', order.channelTransactionId],
      ['factTime', new Date(order.paidAt).toLocaleString(language === 'zh' ? 'zh-CN' : 'en')]);
  } else if (order.error) {
    facts.push(['factReason', order.error.message]);
  }
  $('facts').replaceChildren(...facts.flatMap(([key, value]) => [
    Object.assign(document.createElement('dt'), { textContent: text(key) }),
    Object.assign(document.createElement('dd'), { textContent: value ?? '' }),
  ]));
}

function render() {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  document.title = text('shop');
  for (const element of document.querySelectorAll('[data-text]')) element.textContent = text(element.dataset.text);
  for (const element of document.querySelectorAll('[data-label]')) element.setAttribute('aria-label', text(element.dataset.label));
  for (const button of document.querySelectorAll('.lang')) button.setAttribute('aria-pressed', String(button.dataset.language === language));
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
  const form = Object.assign(document.createElement('form'), { method: 'post', action: action.url, hidden: true });
  for (const [name, value] of Object.entries(action.fields)) form.append(Object.assign(document.createElement('input'), { name, value }));
  document.body.append(form);
  form.submit();
}

function update(newer) {
  if (order && statuses.indexOf(newer.status) < statuses.indexOf(order.status)) return; // the past, told again
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
    if (order.nextAction?.type === 'Redirect' || order.nextAction?.type === 'SubmitForm') go(order.nextAction);
  } catch (error) {
    if (error.status < 500) checkoutId = newId(); // definitely refused
    complain(error.message);
  } finally {
    $('pay').disabled = false;
    renderPayButton();
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
$('cancel').addEventListener('click', cancel);
addEventListener('popstate', start);
for (const button of document.querySelectorAll('.lang')) {
  button.addEventListener('click', () => {
    language = button.dataset.language;
    localStorage.setItem('language', language);
    checkoutId = newId();
    render();
  });
}
setInterval(tick, 500);
render();
try {
  products = await call('/shop/products');
  renderProducts();
  await start();
} catch (error) {
  complain(error.message);
}
