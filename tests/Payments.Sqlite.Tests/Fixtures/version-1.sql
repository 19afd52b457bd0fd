-- A store as version 1 of the schema left it: made once, never changed.
PRAGMA application_id = 1346459987;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE orders (
    order_no TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version >= 1),
    merchant_id TEXT NOT NULL,
    merchant_order_no TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount INTEGER NOT NULL,
    subject TEXT NOT NULL,
    method TEXT NOT NULL,
    status TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    paid_at INTEGER,
    paid_attempt_no TEXT,
    channel_transaction_id TEXT,
    return_url TEXT,
    error TEXT,
    last_event_sequence INTEGER NOT NULL,
    charge_attempt_no TEXT CHECK (charge_attempt_no IS NULL OR substr(charge_attempt_no, 1, 26) = order_no),
    charge_fence INTEGER NOT NULL CHECK (charge_fence >= 0),
    next_check_at INTEGER,
    check_owner TEXT CHECK (check_owner IS NULL OR next_check_at IS NOT NULL),
    UNIQUE (merchant_id, merchant_order_no)
) STRICT, WITHOUT ROWID;
INSERT INTO orders VALUES('01KJVKTCMKXZDY5YGDNWB65321',3,'default','shop-1','CNY',8800,'Tea','wechat.native','Paid',639081975671234567,639081993671234567,639081975671234567,639081975721234567,'01KJVKTCMKXZDY5YGDNWB6532101','4200001',NULL,NULL,3,'01KJVKTCMKXZDY5YGDNWB6532101',1,NULL,NULL);
CREATE TABLE attempts (
    order_no TEXT NOT NULL,
    attempt_no TEXT NOT NULL CHECK (substr(attempt_no, 1, 26) = order_no),
    channel_account TEXT NOT NULL,
    method TEXT NOT NULL,
    status TEXT NOT NULL,
    route_reason TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    next_action TEXT,
    channel_transaction_id TEXT,
    error TEXT,
    route TEXT,
    PRIMARY KEY (order_no, attempt_no)
) STRICT, WITHOUT ROWID;
INSERT INTO attempts VALUES('01KJVKTCMKXZDY5YGDNWB65321','01KJVKTCMKXZDY5YGDNWB6532101','wechat-main','wechat.native','Succeeded','the only account',639081975671234567,639081975671234567,'{"type":"ShowQrCode","content":"weixin://wxpay/bizpayurl?pr=1"}','4200001',NULL,'{"rulesVersion":"7f3a","draw":4711,"candidates":[{"account":"wechat-main","priority":0,"weight":100,"verdict":"Chosen","isDown":false}]}');
CREATE TABLE refunds (
    id INTEGER PRIMARY KEY,
    order_no TEXT NOT NULL,
    refund_no TEXT NOT NULL,
    merchant_refund_no TEXT NOT NULL,
    attempt_no TEXT NOT NULL CHECK (substr(attempt_no, 1, 26) = order_no),
    amount INTEGER NOT NULL,
    cause TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT,
    channel_refund_id TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    succeeded_at INTEGER,
    error TEXT,
    UNIQUE (order_no, refund_no),
    UNIQUE (order_no, merchant_refund_no)
) STRICT;
INSERT INTO refunds VALUES(1,'01KJVKTCMKXZDY5YGDNWB65321','01KJVKTCMKXZDY5YGDNWB65321R01','r-1','01KJVKTCMKXZDY5YGDNWB6532101',1,'Merchant','Processing','cold tea','50000001',639081975721234567,639081975731234567,NULL,NULL);
CREATE TABLE idempotency (
    id INTEGER PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    order_no TEXT NOT NULL,
    lease_until INTEGER NOT NULL,
    retain_until INTEGER NOT NULL,
    answer BLOB,
    UNIQUE (merchant_id, key)
) STRICT;
INSERT INTO idempotency VALUES(1,'default','key-1',X'1f58b9145b24d108d7ac38887338b3ea3229833b9c1e418250343f907bfd1047','01KJVKTCMKXZDY5YGDNWB65321',0,639107895671234567,X'7b22616e73776572223a317d');
CREATE TABLE evidence (
    id INTEGER PRIMARY KEY,
    evidence_id TEXT NOT NULL UNIQUE,
    channel_account TEXT NOT NULL,
    source TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    headers TEXT NOT NULL,
    body BLOB NOT NULL,
    verdict TEXT NOT NULL,
    reason TEXT NOT NULL,
    order_no TEXT,
    notification_id TEXT
) STRICT;
INSERT INTO evidence VALUES(1,'019cb73d32937586a5e3e18bb43f5ad0','wechat-main','Notification',639081975671234567,replace('Wechatpay-Serial: 1\nWechatpay-Nonce: 2','\n',char(10)),X'7b7d','Applied','matched','01KJVKTCMKXZDY5YGDNWB65321',NULL);
CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    order_no TEXT NOT NULL,
    sequence INTEGER NOT NULL CHECK (sequence >= 1),
    occurred_at INTEGER NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'Pending' CHECK (state IN ('Pending', 'Delivered', 'Dead')),
    due_at INTEGER CHECK (due_at IS NULL OR state = 'Pending'),
    owner TEXT CHECK (owner IS NULL OR state = 'Pending'),
    attempts INTEGER NOT NULL DEFAULT 0,
    delivered_to TEXT,
    last_error TEXT,
    UNIQUE (order_no, sequence)
) STRICT;
INSERT INTO events VALUES(1,'01KJVKTCMKXZDY5YGDNWB65321',1,639081975671234567,'{"type":"order.created","orderNo":"01KJVKTCMKXZDY5YGDNWB65321","sequence":1,"occurredAt":"2026-03-04T05:06:07.1234567+00:00","order":{"orderNo":"01KJVKTCMKXZDY5YGDNWB65321","merchantId":"default","merchantOrderNo":"shop-1","amount":{"currency":"CNY","minorUnits":8800},"subject":"Tea","method":"wechat.native","status":"Created","createdAt":"2026-03-04T05:06:07.1234567+00:00","expiresAt":"2026-03-04T05:36:07.1234567+00:00","updatedAt":"2026-03-04T05:06:07.1234567+00:00","version":1,"lastEventSequence":1,"attempts":[{"attemptNo":"01KJVKTCMKXZDY5YGDNWB6532101","channelAccount":"wechat-main","method":"wechat.native","status":"Created","routeReason":"the only account","createdAt":"2026-03-04T05:06:07.1234567+00:00","updatedAt":"2026-03-04T05:06:07.1234567+00:00"}],"isFinal":false}}','Dead',NULL,NULL,1,'["a"]','the handler threw');
INSERT INTO events VALUES(2,'01KJVKTCMKXZDY5YGDNWB65321',2,639081975671234567,'{"type":"order.pending","orderNo":"01KJVKTCMKXZDY5YGDNWB65321","sequence":2,"occurredAt":"2026-03-04T05:06:07.1234567+00:00","order":{"orderNo":"01KJVKTCMKXZDY5YGDNWB65321","merchantId":"default","merchantOrderNo":"shop-1","amount":{"currency":"CNY","minorUnits":8800},"subject":"Tea","method":"wechat.native","status":"Pending","createdAt":"2026-03-04T05:06:07.1234567+00:00","expiresAt":"2026-03-04T05:36:07.1234567+00:00","updatedAt":"2026-03-04T05:06:07.1234567+00:00","version":2,"lastEventSequence":2,"attempts":[{"attemptNo":"01KJVKTCMKXZDY5YGDNWB6532101","channelAccount":"wechat-main","method":"wechat.native","status":"AwaitingPayer","routeReason":"the only account","createdAt":"2026-03-04T05:06:07.1234567+00:00","updatedAt":"2026-03-04T05:06:07.1234567+00:00","nextAction":{"type":"ShowQrCode","content":"weixin://wxpay/bizpayurl?pr=1"}}],"isFinal":false}}','Pending',639081975671234567,NULL,0,NULL,NULL);
INSERT INTO events VALUES(3,'01KJVKTCMKXZDY5YGDNWB65321',3,639081975671234567,'{"type":"order.paid","orderNo":"01KJVKTCMKXZDY5YGDNWB65321","sequence":3,"occurredAt":"2026-03-04T05:06:07.1234567+00:00","order":{"orderNo":"01KJVKTCMKXZDY5YGDNWB65321","merchantId":"default","merchantOrderNo":"shop-1","amount":{"currency":"CNY","minorUnits":8800},"subject":"Tea","method":"wechat.native","status":"Paid","createdAt":"2026-03-04T05:06:07.1234567+00:00","expiresAt":"2026-03-04T05:36:07.1234567+00:00","updatedAt":"2026-03-04T05:06:07.1234567+00:00","paidAt":"2026-03-04T05:06:12.1234567+00:00","paidAttemptNo":"01KJVKTCMKXZDY5YGDNWB6532101","channelTransactionId":"4200001","version":3,"lastEventSequence":3,"attempts":[{"attemptNo":"01KJVKTCMKXZDY5YGDNWB6532101","channelAccount":"wechat-main","method":"wechat.native","status":"Succeeded","routeReason":"the only account","createdAt":"2026-03-04T05:06:07.1234567+00:00","updatedAt":"2026-03-04T05:06:07.1234567+00:00","nextAction":{"type":"ShowQrCode","content":"weixin://wxpay/bizpayurl?pr=1"},"channelTransactionId":"4200001"}],"isFinal":true}}','Pending',NULL,NULL,0,NULL,NULL);
CREATE TABLE channel_switches (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    mode TEXT NOT NULL,
    reason TEXT NOT NULL,
    author TEXT NOT NULL,
    set_at INTEGER NOT NULL
) STRICT;
INSERT INTO channel_switches VALUES(1,'wechat-main','Drain','the bill is late','anna',639081975671234567);
CREATE TABLE health (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    pinged_at INTEGER NOT NULL
) STRICT;
INSERT INTO health VALUES(1,0);
CREATE INDEX orders_to_check ON orders (next_check_at, order_no) WHERE next_check_at IS NOT NULL;
CREATE INDEX idempotency_retain_until ON idempotency (retain_until);
CREATE INDEX evidence_of_order ON evidence (order_no, received_at, evidence_id) WHERE order_no IS NOT NULL;
CREATE INDEX evidence_of_account ON evidence (channel_account, received_at, evidence_id);
CREATE INDEX events_due ON events (due_at, order_no, sequence) WHERE due_at IS NOT NULL;
CREATE INDEX channel_switches_of_account ON channel_switches (account, id);
CREATE INDEX events_dead ON events (occurred_at, order_no, sequence) WHERE state = 'Dead';
CREATE TABLE webhook_endpoints (
    endpoint_id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version >= 1),
    merchant_id TEXT NOT NULL,
    url TEXT NOT NULL,
    event_types TEXT,
    status TEXT NOT NULL CHECK (status IN ('Unverified', 'Active', 'Disabled')),
    reason TEXT,
    keys TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    verified_at INTEGER
) STRICT;
CREATE INDEX webhook_endpoints_of_merchant ON webhook_endpoints (merchant_id, endpoint_id);
CREATE TABLE webhook_deliveries (
    id INTEGER PRIMARY KEY,
    endpoint_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    merchant_id TEXT NOT NULL,
    event_type TEXT NOT NULL,
    order_no TEXT NOT NULL,
    sequence INTEGER NOT NULL CHECK (sequence >= 1),
    body BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'Pending' CHECK (state IN ('Pending', 'Delivered', 'Failed', 'Cancelled')),
    due_at INTEGER CHECK (due_at IS NULL OR state = 'Pending'),
    owner TEXT CHECK (owner IS NULL OR state = 'Pending'),
    attempts INTEGER NOT NULL DEFAULT 0,
    settled_at INTEGER CHECK ((settled_at IS NULL) = (state = 'Pending')),
    UNIQUE (endpoint_id, event_id)
) STRICT;
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (endpoint_id, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_deliveries_of_order ON webhook_deliveries (endpoint_id, order_no, sequence) WHERE state = 'Pending';
CREATE INDEX webhook_deliveries_of_endpoint ON webhook_deliveries (endpoint_id, state, id);
CREATE INDEX webhook_deliveries_settled ON webhook_deliveries (settled_at) WHERE settled_at IS NOT NULL;
CREATE TABLE webhook_attempts (
    id INTEGER PRIMARY KEY,
    endpoint_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    duration INTEGER NOT NULL,
    status_code INTEGER,
    error TEXT,
    response TEXT
) STRICT;
CREATE INDEX webhook_attempts_of_delivery ON webhook_attempts (endpoint_id, event_id, id);
COMMIT;
