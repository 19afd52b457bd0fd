// alipay-sdk (the official Node client) against the simulator: node alipay-sdk.mjs <base address>
import assert from 'node:assert/strict';
import { AlipaySdk } from 'alipay-sdk';
import { Callbacks, credentials, number, pay } from './harness.mjs';

// The client stamps its calls with the machine's local time; Alipay reads them as Beijing time.
process.env.TZ = 'Asia/Shanghai';

const base = process.argv[2];
const { alipay } = await credentials(base);
const gateway = `${base}/gateway.do`;
const common = { appId: alipay.appId, privateKey: alipay.appPrivateKeyPem, keyType: 'PKCS8', gateway, endpoint: base };
const certificates = {
  appCertContent: alipay.appCertPem,
  alipayPublicCertContent: alipay.alipayCertPem,
  alipayRootCertContent: alipay.alipayRootCertPem,
};
const clients = {
  'public key': new AlipaySdk({ ...common, alipayPublicKey: alipay.alipayPublicKeyPem, encryptKey: alipay.aesKey }),
  certificates: new AlipaySdk({ ...common, ...certificates }),
  'legacy RSA': new AlipaySdk({ ...common, alipayPublicKey: alipay.alipayPublicKeyPem, signType: 'RSA' }),
};
const callbacks = await Callbacks.listen();
const fields = notice => Object.fromEntries(new URLSearchParams(notice.body));

for (const [mode, client] of Object.entries(clients)) {
  const call = async (method, bizContent, more = {}) => {
    const result = await client.exec(method, { ...more, bizContent }, { validateSign: true });
    return result;
  };
  const outTradeNo = number('AL');

  // Precreate: no trade until the buyer scans; then paid, announced and found.
  const precreated = await call('alipay.trade.precreate', { outTradeNo, totalAmount: '12.34', subject: '一杯咖啡' }, { notifyUrl: callbacks.url });
  assert.equal(precreated.code, '10000', mode);
  assert.match(precreated.qrCode, /^https:\/\/qr\.alipay\.com\/bax/);
  assert.equal((await call('alipay.trade.query', { outTradeNo })).subCode, 'ACQ.TRADE_NOT_EXIST');
  await pay(base, 'alipay', outTradeNo);
  const paid = await call('alipay.trade.query', { outTradeNo });
  assert.equal(paid.tradeStatus, 'TRADE_SUCCESS');
  assert.equal(paid.totalAmount, '12.34');

  const notice = fields(await callbacks.next());
  assert.ok(client.checkNotifySignV2(notice), `${mode}: the notice verifies`);
  assert.equal(notice.trade_no, paid.tradeNo);
  assert.equal(notice.trade_status, 'TRADE_SUCCESS');
  assert.ok(!client.checkNotifySignV2({ ...notice, total_amount: '0.01' }), `${mode}: a changed notice does not`);

  // Refunds: cumulative, once per number, proven by the query.
  const refund = amount => call('alipay.trade.refund', { outTradeNo, refundAmount: amount, outRequestNo: `${outTradeNo}R` });
  assert.deepEqual([(await refund('2.34')).fundChange, (await refund('2.34')).fundChange], ['Y', 'N']);
  assert.equal((await refund('2.35')).subCode, 'ACQ.DISCORDANT_REPEAT_REQUEST');
  const found = await call('alipay.trade.fastpay.refund.query', { outTradeNo, outRequestNo: `${outTradeNo}R` });
  assert.equal(found.refundStatus, 'REFUND_SUCCESS');
  const refundNotice = fields(await callbacks.next());
  assert.ok(client.checkNotifySignV2(refundNotice));
  assert.equal(refundNotice.refund_fee, '2.34');

  // Create, then close.
  const closing = number('AL');
  const created = await call('alipay.trade.create', { outTradeNo: closing, totalAmount: '1.00', subject: 'tea', buyerId: '2088900000000007' });
  assert.match(created.tradeNo, /^\d{28}$/);
  assert.equal((await call('alipay.trade.close', { outTradeNo: closing })).code, '10000');
  assert.equal((await call('alipay.trade.query', { outTradeNo: closing })).tradeStatus, 'TRADE_CLOSED');

  // Page pay: the client's own address leads to the payer page.
  const page = client.pageExec('alipay.trade.page.pay', {
    method: 'GET',
    bizContent: { outTradeNo: number('AL'), totalAmount: '9.99', subject: '页面支付', productCode: 'FAST_INSTANT_TRADE_PAY' },
    returnUrl: 'http://127.0.0.1:9/back',
  });
  const address = page.startsWith('http') ? page : null;
  const jump = address ? await fetch(address, { redirect: 'manual' }) : await submit(page);
  assert.equal(jump.status, 302, await jump.text());
  assert.match(jump.headers.get('location'), /\/_sim\/payer\?code=/);

  // App pay: the order string opens.
  const appNumber = number('AL');
  const orderString = client.sdkExecute('alipay.trade.app.pay', { bizContent: { outTradeNo: appNumber, totalAmount: '5.00', subject: 'app' } });
  const opened = await fetch(`${base}/_sim/alipay/open`, { method: 'POST', body: JSON.stringify({ orderString }) });
  assert.equal(opened.status, 200, await opened.text());
  assert.equal((await call('alipay.trade.query', { outTradeNo: appNumber })).tradeStatus, 'WAIT_BUYER_PAY');

  // The REST twin sees the same trades (it signs with SHA-256 only).
  if (mode !== 'legacy RSA') {
    const rest = await client.curl('POST', '/v3/alipay/trade/query', { body: { out_trade_no: outTradeNo } });
    assert.equal(rest.data.trade_no, paid.tradeNo);
    await assert.rejects(client.curl('POST', '/v3/alipay/trade/query', { body: { out_trade_no: 'NONE' } }), { code: 'ACQ.TRADE_NOT_EXIST', responseHttpStatus: 400 });
    const query = { bill_type: 'trade', bill_date: '2024-01-01' };
    const bill = await client.curl('GET', '/v3/alipay/data/dataservice/bill/downloadurl/query', { query });
    assert.equal(bill.data.bill_file_code, 'EMPTY_DATA_WITH_BILL_FILE');
    await fetch(`${base}/_sim/scenario`, { method: 'POST', body: JSON.stringify({ channel: 'alipay', kind: 'tampered', operation: 'query', outTradeNo }) });
    await assert.rejects(client.curl('POST', '/v3/alipay/trade/query', { body: { out_trade_no: outTradeNo } }), { code: 'response-signature-verify-error' });
  }

  // The client checks what it gets.
  for (const kind of ['tampered', 'wrongSignature']) {
    await fetch(`${base}/_sim/scenario`, { method: 'POST', body: JSON.stringify({ channel: 'alipay', kind, operation: 'query', outTradeNo }) });
    await assert.rejects(call('alipay.trade.query', { outTradeNo }), /验签失败/, `${mode}: ${kind} passed`);
  }
}

// Content encryption.
const secret = clients['public key'];
const sealed = await secret.exec('alipay.trade.precreate', {
  needEncrypt: true, bizContent: { outTradeNo: number('AL'), totalAmount: '3.21', subject: '加密' },
});
assert.match(sealed.qrCode, /^https:/);

const sealedRest = await secret.curl('POST', '/v3/alipay/trade/precreate', {
  needEncrypt: true, body: { out_trade_no: number('AL'), total_amount: '3.21', subject: '加密' },
});
assert.match(sealedRest.data.qr_code, /^https:/);

// A wrong key is refused in the gateway's words.
const stranger = new AlipaySdk({ ...common, appId: '2021999999999999', alipayPublicKey: alipay.alipayPublicKeyPem });
assert.equal((await stranger.exec('alipay.trade.query', { bizContent: { outTradeNo: 'X' } }, { validateSign: true })).subCode, 'isv.invalid-app-id');

/** Submits the auto-submitting form of a POST jump. */
async function submit(html) {
  const unescape = text => text.replaceAll('&quot;', '"');
  const action = html.match(/action="([^"]+)"/)[1];
  const body = new URLSearchParams([...html.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, unescape(value)]));
  return fetch(action, { method: 'POST', body, redirect: 'manual' });
}

callbacks.close();
console.log('alipay-sdk: ok');
