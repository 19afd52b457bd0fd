// wechatpay-axios-plugin against the simulator: node wechat-axios.mjs <base address>
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { Callbacks, credentials, number, pay, until } from './harness.mjs';

const { Wechatpay, Rsa, Aes, Formatter } = createRequire(import.meta.url)('wechatpay-axios-plugin');
const base = process.argv[2];
const { wechat } = await credentials(base);
const certs = { [wechat.platformSerialNo]: wechat.platformCertificatePem, [wechat.publicKeyId]: wechat.publicKeyPem };
const client = new Wechatpay({
  baseURL: base,
  mchid: wechat.mchId,
  serial: wechat.merchantSerialNo,
  privateKey: wechat.merchantPrivateKeyPem,
  certs,
});
const callbacks = await Callbacks.listen();

// Both keys: the client names the one it wants the answers signed with.
for (const serial of [wechat.platformSerialNo, wechat.publicKeyId]) {
  const headers = { 'Wechatpay-Serial': serial };
  const outTradeNo = number('AX');
  const created = await client.v3.pay.transactions.native.post({
    appid: wechat.appId, mchid: wechat.mchId, description: '一杯茶', out_trade_no: outTradeNo,
    notify_url: callbacks.url, amount: { total: 123, currency: 'CNY' },
  }, { headers });
  assert.match(created.data.code_url, /^weixin:\/\/wxpay\/bizpayurl/);
  assert.equal(created.headers['wechatpay-serial'], serial);

  const query = () => client.v3.pay.transactions.outTradeNo._out_trade_no_.get({ params: { mchid: wechat.mchId }, out_trade_no: outTradeNo, headers });
  assert.equal((await query()).data.trade_state, 'NOTPAY');
  await pay(base, 'wechat', outTradeNo);
  const paid = (await query()).data;
  assert.equal(paid.trade_state, 'SUCCESS');
  assert.equal(paid.amount.total, 123);

  const notice = await callbacks.next();
  const h = notice.headers;
  assert.equal(h['wechatpay-serial'], serial);
  assert.ok(Rsa.verify(
    Formatter.response(h['wechatpay-timestamp'], h['wechatpay-nonce'], notice.body),
    h['wechatpay-signature'], Rsa.from(certs[h['wechatpay-serial']], Rsa.KEY_TYPE_PUBLIC)));
  const { resource } = JSON.parse(notice.body);
  const plain = JSON.parse(Aes.AesGcm.decrypt(resource.ciphertext, wechat.apiV3Key, resource.nonce, resource.associated_data));
  assert.equal(plain.out_trade_no, outTradeNo);
  assert.equal(plain.transaction_id, paid.transaction_id);

  const outRefundNo = number('RF');
  const refund = await client.v3.refund.domestic.refunds.post({
    out_trade_no: outTradeNo, out_refund_no: outRefundNo, reason: '不要了', amount: { refund: 23, total: 123, currency: 'CNY' },
  }, { headers });
  assert.equal(refund.data.status, 'PROCESSING');
  await until(async () => (await client.v3.refund.domestic.refunds._out_refund_no_.get({ out_refund_no: outRefundNo, headers })).data.status === 'SUCCESS');
}

// Close: a signed 204.
const closing = number('AX');
await client.v3.pay.transactions.native.post({
  appid: wechat.appId, mchid: wechat.mchId, description: 'tea', out_trade_no: closing, notify_url: callbacks.url, amount: { total: 1 },
});
const closed = await client.v3.pay.transactions.outTradeNo._out_trade_no_.close.post({ mchid: wechat.mchId }, { out_trade_no: closing });
assert.equal(closed.status, 204);

// A refusal in the channel's words.
const refused = await client.v3.pay.transactions.native.post({
  appid: wechat.appId, mchid: wechat.mchId, description: 'tea', out_trade_no: closing, notify_url: callbacks.url, amount: { total: 1 },
}).then(() => null, error => error.response);
assert.equal(refused.status, 400);
assert.equal(refused.data.code, 'ORDER_CLOSED');

// The client checks what it gets: a changed answer and a probe do not pass.
for (const kind of ['tampered', 'probe', 'wrongSignature', 'unknownSerial', 'missingHeaders', 'staleClock']) {
  const outTradeNo = number('AX');
  await fetch(`${base}/_sim/scenario`, { method: 'POST', body: JSON.stringify({ channel: 'wechat', kind, operation: 'prepay', outTradeNo }) });
  const failure = await client.v3.pay.transactions.native.post({
    appid: wechat.appId, mchid: wechat.mchId, description: 'tea', out_trade_no: outTradeNo, notify_url: callbacks.url, amount: { total: 1 },
  }).then(() => null, error => error);
  assert.ok(failure, `${kind} passed`);
  assert.match(String(failure.code), /^EV3_RES_/, kind);
}

// The platform certificate as downloaded is the one in the credentials.
const { data } = (await client.v3.certificates.get()).data;
const sealed = data[0].encrypt_certificate;
assert.equal(Aes.AesGcm.decrypt(sealed.ciphertext, wechat.apiV3Key, sealed.nonce, sealed.associated_data).trim(), wechat.platformCertificatePem.trim());

callbacks.close();
console.log('wechatpay-axios-plugin: ok');
