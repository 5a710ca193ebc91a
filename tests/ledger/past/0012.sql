CREATE TABLE crosspost_account (
	name TEXT NOT NULL, 
	who TEXT NOT NULL, 
	label TEXT NOT NULL, 
	place TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "crosspost_account" VALUES('board','mastodon 109@fake.example','board','{"api":"http://127.0.0.1:33535","channel":"mastodon"}');
CREATE TABLE crosspost_approval (
	approval TEXT NOT NULL, 
	account TEXT NOT NULL, 
	draft TEXT NOT NULL, 
	asked DATETIME NOT NULL, 
	decided DATETIME, 
	approved BOOLEAN NOT NULL, 
	PRIMARY KEY (approval)
);
CREATE TABLE crosspost_bucket (
	"key" TEXT NOT NULL, 
	empty DOUBLE NOT NULL, at DOUBLE, 
	PRIMARY KEY ("key")
);
INSERT INTO "crosspost_bucket" VALUES('board per_5_minutes',1.79604840793186306953e+09,1.79604840637643098835e+09);
CREATE TABLE crosspost_delivery (
	number INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	account TEXT NOT NULL, 
	due BIGINT NOT NULL, 
	at BIGINT NOT NULL, 
	state TEXT NOT NULL, 
	attempt INTEGER NOT NULL, 
	deferrals INTEGER NOT NULL, 
	gap_applied BOOLEAN NOT NULL, 
	delivered INTEGER NOT NULL, 
	slot BIGINT, 
	worker TEXT, 
	started BIGINT, 
	ended BIGINT, 
	problem TEXT, 
	PRIMARY KEY (number), 
	UNIQUE (id)
);
INSERT INTO "crosspost_delivery" VALUES(1,'m7t7zwfyhp','中文',1798074000000,1798074000000,'waiting',1,0,0,0,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE crosspost_draft (
	digest TEXT NOT NULL, 
	account TEXT NOT NULL, 
	run INTEGER NOT NULL, 
	channel TEXT NOT NULL, 
	json TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (digest, account, run)
);
INSERT INTO "crosspost_draft" VALUES('sha256:07d27bcc84dc76ced262ebc7134f6aa9f68cbf46fcf0fe47731365a981f83f78','board',1,'mastodon','{"channel":"mastodon","account":"board","languages":["en"],"digest":"sha256:07d27bcc84dc76ced262ebc7134f6aa9f68cbf46fcf0fe47731365a981f83f78","messages":[{"index":1,"of":4,"text":"Two Harbours\n\nThe old harbour closed at noon, and eleven ships had to wait outside. Pilots, tug crews and the harbour master worked through the night to clear the channel, and nobody on the quay could say when the next ship would be let in.\n\nThe new one took them in before the evening came. Pilots, tug crews and the harbour master worked through the night to clear the channel, and nobody on the quay could say when the next ship would be let in.","size":448,"limit":500,"unit":"mastodon","payload":{"status":"Two Harbours\n\nThe old harbour closed at noon, and eleven ships had to wait outside. Pilots, tug crews and the harbour master worked through the night to clear the channel, and nobody on the quay could say when the next ship would be let in.\n\nThe new one took them in before the evening came. Pilots, tug crews and the harbour master worked through the night to clear the channel, and nobody on the quay could say when the next ship would be let in.","language":"en"}},{"index":2,"of":4,"text":"💡 A city that lives by its ships cannot do without a berth for a day, and the insurers said so before anybody else did, in a letter to every owner. Pilots, tug crews and the harbour master worked through the night to clear the channel, and nobody on the quay could say when the next ship would be let in.\n\n2/4","size":309,"limit":500,"unit":"mastodon","payload":{"status":"💡 A city that lives by its ships cannot do without a berth for a day, and the insurers said so before anybody else did, in a letter to every owner. Pilots, tug crews and the harbour master worked through the night to clear the channel, and nobody on the quay could say when the next ship would be let in.\n\n2/4","language":"en"}},{"index":3,"of":4,"text":"Prices for storage doubled within the week, and twice again before the ships that waited were all unloaded. Pilots, tug crews and the harbour master worked through the night to clear the channel, and nobody on the quay could say when the next ship would be let in.\n\n3/4","size":269,"limit":500,"unit":"mastodon","payload":{"status":"Prices for storage doubled within the week, and twice again before the ships that waited were all unloaded. Pilots, tug crews and the harbour master worked through the night to clear the channel, and nobody on the quay could say when the next ship would be let in.\n\n3/4","language":"en"}},{"index":4,"of":4,"text":"🔮 By the end of 2027 both harbours will belong to one company.\n\n4/4","size":67,"limit":500,"unit":"mastodon","payload":{"status":"🔮 By the end of 2027 both harbours will belong to one company.\n\n4/4","language":"en"}}],"findings":[{"code":"language.omitted","level":"info","location":{"in":"post","path":["languages"]},"words":[],"places":[],"values":{"said":["en"],"languages":["zh"]},"templates":{}}],"carries":[{"section":"title","languages":["en"],"messages":[1]},{"section":"happened","languages":["en"],"messages":[1]},{"section":"matters","languages":["en"],"messages":[2,3]},{"section":"prediction","languages":["en"],"messages":[4]}]}','2026-11-30 14:20:05.554691');
CREATE TABLE crosspost_feed (
	source TEXT NOT NULL, 
	account TEXT NOT NULL, 
	etag TEXT NOT NULL, 
	modified TEXT NOT NULL, 
	not_before DATETIME, 
	PRIMARY KEY (source, account)
);
CREATE TABLE crosspost_feed_entry (
	number INTEGER NOT NULL, 
	source TEXT NOT NULL, 
	account TEXT NOT NULL, 
	entry TEXT NOT NULL, 
	fingerprint TEXT NOT NULL, 
	title TEXT NOT NULL, 
	state TEXT NOT NULL, 
	approval TEXT NOT NULL, 
	draft TEXT, 
	post TEXT, 
	file TEXT NOT NULL, 
	PRIMARY KEY (number)
);
CREATE TABLE crosspost_frozen (
	number INTEGER NOT NULL, 
	terms TEXT NOT NULL, 
	draft TEXT NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "crosspost_frozen" VALUES(1,'{"zone":"Asia/Shanghai","offset":480,"overdue_after":900,"gap":300,"source":"post.md","place":{"channel":"mastodon","api":"http://127.0.0.1:33535"}}','{"channel":"mastodon","account":"中文","languages":["zh"],"digest":"sha256:5e464c817add693b67b80be650621fa3a051bb765bf740cfecdc6b49f8d3325f","messages":[{"index":1,"of":1,"text":"两个港口 🎉\n\n老港口中午关闭，十一艘船只能在外面等。引水员、拖轮船员和港务长整夜都在清理航道，码头上没有人说得出下一艘船什么时候能进来。\n\n新港口在傍晚之前收下了它们。引水员、拖轮船员和港务长整夜都在清理航道，码头上没有人说得出下一艘船什么时候能进来。\n\n💡 一座靠船吃饭的城市，一天也离不开泊位。引水员、拖轮船员和港务长整夜都在清理航道，码头上没有人说得出下一艘船什么时候能进来。\n\n仓储价格一周之内翻了一番。引水员、拖轮船员和港务长整夜都在清理航道，码头上没有人说得出下一艘船什么时候能进来。\n\n🔮 到 2027 年底，两个港口会归同一家公司所有。⭐⭐⭐","size":280,"limit":500,"unit":"mastodon","payload":{"status":"两个港口 🎉\n\n老港口中午关闭，十一艘船只能在外面等。引水员、拖轮船员和港务长整夜都在清理航道，码头上没有人说得出下一艘船什么时候能进来。\n\n新港口在傍晚之前收下了它们。引水员、拖轮船员和港务长整夜都在清理航道，码头上没有人说得出下一艘船什么时候能进来。\n\n💡 一座靠船吃饭的城市，一天也离不开泊位。引水员、拖轮船员和港务长整夜都在清理航道，码头上没有人说得出下一艘船什么时候能进来。\n\n仓储价格一周之内翻了一番。引水员、拖轮船员和港务长整夜都在清理航道，码头上没有人说得出下一艘船什么时候能进来。\n\n🔮 到 2027 年底，两个港口会归同一家公司所有。⭐⭐⭐","language":"zh"}}],"findings":[{"code":"language.larger-omitted","level":"warning","location":{"in":"post","path":["languages"]},"words":[],"places":[],"values":{"said":["zh"],"count":235,"unit":"characters","languages":["en"],"omitted":205,"omitted_unit":"words"},"templates":{}}],"carries":[{"section":"title","languages":["zh"],"messages":[1]},{"section":"happened","languages":["zh"],"messages":[1]},{"section":"matters","languages":["zh"],"messages":[1]},{"section":"prediction","languages":["zh"],"messages":[1]}]}');
CREATE TABLE crosspost_journal (
	number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	kind TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	account TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	run INTEGER NOT NULL, 
	"index" INTEGER NOT NULL, 
	"of" INTEGER NOT NULL, 
	attempt INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	sent TEXT, 
	problem TEXT
);
INSERT INTO "crosspost_journal" VALUES(1,'sending','07d27bcc84dc76ce-board-1-1','mastodon','board','sha256:07d27bcc84dc76ced262ebc7134f6aa9f68cbf46fcf0fe47731365a981f83f78',1,1,4,1,'2026-11-30 14:20:05.553171',NULL,NULL);
INSERT INTO "crosspost_journal" VALUES(2,'sent','07d27bcc84dc76ce-board-1-1','mastodon','board','sha256:07d27bcc84dc76ced262ebc7134f6aa9f68cbf46fcf0fe47731365a981f83f78',1,1,4,1,'2026-11-30 14:20:05.912476','{"id":"110000","url":"https://fake.example/@kuajie/110000","more":{}}',NULL);
INSERT INTO "crosspost_journal" VALUES(3,'sending','07d27bcc84dc76ce-board-1-2','mastodon','board','sha256:07d27bcc84dc76ced262ebc7134f6aa9f68cbf46fcf0fe47731365a981f83f78',1,2,4,1,'2026-11-30 14:20:06.393138',NULL,NULL);
INSERT INTO "crosspost_journal" VALUES(4,'refused','07d27bcc84dc76ce-board-1-2','mastodon','board','sha256:07d27bcc84dc76ced262ebc7134f6aa9f68cbf46fcf0fe47731365a981f83f78',1,2,4,1,'2026-11-30 14:20:06.426851',NULL,'{"code":"mastodon.not-allowed","location":["board"],"next_step":"put-right","values":{"status":"422 Validation failed: Text character limit of 500 exceeded"}}');
INSERT INTO "crosspost_journal" VALUES(5,'refused','','mastodon','board','sha256:07d27bcc84dc76ced262ebc7134f6aa9f68cbf46fcf0fe47731365a981f83f78',1,0,4,0,'2026-11-30 14:20:06.576041',NULL,'{"code":"mastodon.not-allowed","location":["board"],"message":"07d27bcc84dc76ce-board-1-2","next_step":"put-right","values":{"status":"422 Validation failed: Text character limit of 500 exceeded"}}');
CREATE TABLE crosspost_kept_answer (
	caller TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	request TEXT NOT NULL, 
	answer TEXT, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (caller, "key")
);
CREATE TABLE crosspost_message (
	"key" TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	account TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	run INTEGER NOT NULL, 
	"index" INTEGER NOT NULL, 
	"of" INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	attempt INTEGER NOT NULL, 
	since DATETIME, 
	at DATETIME NOT NULL, 
	sent TEXT, 
	note TEXT DEFAULT '' NOT NULL, problem TEXT, replaces TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "crosspost_message" VALUES('07d27bcc84dc76ce-board-1-1','mastodon','board','sha256:07d27bcc84dc76ced262ebc7134f6aa9f68cbf46fcf0fe47731365a981f83f78',1,1,4,'sent',1,'2026-11-30 14:20:05.553171','2026-11-30 14:20:05.910374','{"id":"110000","url":"https://fake.example/@kuajie/110000","more":{}}','',NULL,'');
INSERT INTO "crosspost_message" VALUES('07d27bcc84dc76ce-board-1-2','mastodon','board','sha256:07d27bcc84dc76ced262ebc7134f6aa9f68cbf46fcf0fe47731365a981f83f78',1,2,4,'refused',1,NULL,'2026-11-30 14:20:06.425190',NULL,'','{"code":"mastodon.not-allowed","location":["board"],"next_step":"put-right","values":{"status":"422 Validation failed: Text character limit of 500 exceeded"}}','');
CREATE TABLE crosspost_notice (
	"key" TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY ("key")
);
CREATE TABLE "crosspost_paused" (
	account TEXT NOT NULL, 
	since DATETIME NOT NULL, 
	problem TEXT NOT NULL, 
	PRIMARY KEY (account)
);
CREATE TABLE crosspost_picture (
	digest TEXT NOT NULL, 
	data BLOB NOT NULL, 
	PRIMARY KEY (digest)
);
CREATE TABLE crosspost_prediction (
	id TEXT NOT NULL, 
	json TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "crosspost_prediction" VALUES('p8ac104e','{"prediction":{"text":{"en":"By the end of 2027 both harbours will belong to one company.","zh":"到 2027 年底，两个港口会归同一家公司所有。⭐⭐⭐"},"stars":null,"probability":null,"due":"2027-12-31"},"title":{"en":"Two Harbours","zh":"两个港口 🎉"},"languages":["en","zh"],"tags":[],"canonical_url":""}','2026-11-30 14:20:03.417412');
CREATE TABLE crosspost_prediction_draft (
	prediction TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	account TEXT NOT NULL, 
	role TEXT NOT NULL, "index" INTEGER DEFAULT '1' NOT NULL, 
	PRIMARY KEY (prediction, digest, account)
);
INSERT INTO "crosspost_prediction_draft" VALUES('p8ac104e','sha256:07d27bcc84dc76ced262ebc7134f6aa9f68cbf46fcf0fe47731365a981f83f78','board','original',4);
INSERT INTO "crosspost_prediction_draft" VALUES('p8ac104e','sha256:5e464c817add693b67b80be650621fa3a051bb765bf740cfecdc6b49f8d3325f','中文','original',1);
CREATE TABLE crosspost_prediction_settlement (
	prediction TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	outcome TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	note TEXT NOT NULL, 
	url TEXT NOT NULL, 
	PRIMARY KEY (prediction, number)
);
CREATE TABLE crosspost_token (
	name TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	sends BOOLEAN NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (name), 
	UNIQUE (hash)
);
CREATE TABLE crosspost_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT crosspost_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "crosspost_version" VALUES('0012');
CREATE TABLE crosspost_worker (
	name TEXT NOT NULL, 
	host TEXT NOT NULL, 
	process INTEGER NOT NULL, 
	since DATETIME NOT NULL, 
	seen DATETIME NOT NULL, 
	PRIMARY KEY (name)
);
CREATE INDEX crosspost_message_account ON crosspost_message (account, at);
CREATE INDEX crosspost_message_digest ON crosspost_message (digest, account, run);
CREATE INDEX crosspost_delivery_state ON crosspost_delivery (state, at);
CREATE UNIQUE INDEX crosspost_delivery_slot ON crosspost_delivery (account, slot) WHERE slot IS NOT NULL;
CREATE INDEX crosspost_journal_draft ON crosspost_journal (digest, number);
CREATE INDEX crosspost_journal_at ON crosspost_journal (at);
CREATE UNIQUE INDEX crosspost_feed_entry_once ON crosspost_feed_entry (source, account, entry);
