// wechatpay-node-v3 against the simulator: node wechat-node.mjs <base address>
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { Callbacks, credentials, number, pay, until } from './harness.mjs';

const WxPay = createRequire(import.meta.url)('wechatpay-node-v3');
const base = process.argv[2];
const { wechat } = await credentials(base);
const client = new WxPay({
  appid: wechat.appId,
  mchid: wechat.mchId,
  publicKey: Buffer.from(wechat.merchantCertificatePem),
  privateKey: Buffer.from(wechat.merchantPrivateKeyPem),
  key: wechat.apiV3Key,
});

// The client knows only the real host; its transport is replaced, its signing is not.
const send = async (method, url, headers, body) => {
  const response = await fetch(url.replace('https://api.mch.weixin.qq.com', base), {
    method, headers, body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (response.ok) {
    assert.ok(await client.verifySign({
      timestamp: response.headers.get('wechatpay-timestamp'), nonce: response.headers.get('wechatpay-nonce'), body: text,
      serial: response.headers.get('wechatpay-serial'), signature: response.headers.get('wechatpay-signature'),
    }), 'answer verifies');
  }
  return response.ok
    ? { status: response.status, data: text ? JSON.parse(text) : undefined }
    : { status: response.status, error: text };
};
const plain = async (method, url, headers) => {
  const response = await fetch(url.replace('https://api.mch.weixin.qq.com', base), { method, headers });
  return { status: response.status, data: await response.json() };
};
client.createHttp({
  get: (url, headers) => (url.endsWith('/v3/certificates') ? plain : send)('GET', url, headers),
  post: (url, params, headers) => send('POST', url, headers, params),
});

const callbacks = await Callbacks.listen();
const outTradeNo = number('NV');
const created = await client.transactions_native({
  description: '一杯茶', out_trade_no: outTradeNo, notify_url: callbacks.url, amount: { total: 456 },
});
assert.equal(created.status, 200, created.error);
assert.match(created.data.code_url, /^weixin:\/\//);

const jsapi = await client.transactions_jsapi({
  description: 'tea', out_trade_no: number('NV'), notify_url: callbacks.url, amount: { total: 1 }, payer: { openid: 'oAbcdefghijklmnopqrstuvwxyz01' },
});
assert.equal(jsapi.status, 200, jsapi.error);
assert.match(jsapi.data.package, /^prepay_id=wx/);

await pay(base, 'wechat', outTradeNo);
const queried = await client.query({ out_trade_no: outTradeNo });
assert.equal(queried.data.trade_state, 'SUCCESS');

const notice = await callbacks.next();
assert.ok(await client.verifySign({
  timestamp: notice.headers['wechatpay-timestamp'], nonce: notice.headers['wechatpay-nonce'], body: notice.body,
  serial: notice.headers['wechatpay-serial'], signature: notice.headers['wechatpay-signature'],
}));
const { resource } = JSON.parse(notice.body);
const content = client.decipher_gcm(resource.ciphertext, resource.associated_data, resource.nonce);
assert.equal(content.out_trade_no, outTradeNo);
assert.equal(content.amount.total, 456);

const outRefundNo = number('RF');
const refund = await client.refunds({ out_trade_no: outTradeNo, out_refund_no: outRefundNo, amount: { refund: 456, total: 456, currency: 'CNY' } });
assert.equal(refund.status, 200, refund.error);
await until(async () => (await client.find_refunds(outRefundNo)).data.status === 'SUCCESS');

const closing = number('NV');
await client.transactions_native({ description: 'tea', out_trade_no: closing, notify_url: callbacks.url, amount: { total: 1 } });
assert.equal((await client.close(closing)).status, 204);

callbacks.close();
console.log('wechatpay-node-v3: ok');
