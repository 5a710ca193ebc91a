CREATE TABLE crosspost_bucket (
	"key" TEXT NOT NULL, 
	empty DOUBLE NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "crosspost_bucket" VALUES('board per_5_minutes',1.79600234361530900007e+09);
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
	reason TEXT, 
	advice TEXT, 
	PRIMARY KEY (number), 
	UNIQUE (id)
);
INSERT INTO "crosspost_delivery" VALUES(1,'qtdukvxxdo','中文',1798074000000,1798074000000,'waiting',1,0,0,0,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE crosspost_draft (
	digest TEXT NOT NULL, 
	account TEXT NOT NULL, 
	run INTEGER NOT NULL, 
	channel TEXT NOT NULL, 
	json TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (digest, account, run)
);
INSERT INTO "crosspost_draft" VALUES('sha256:7087632d2a03e1226870a875edbadd8d8d3b585457dc7b43ba5dfd843a286c4e','board',1,'mastodon','{"channel":"mastodon","account":"board","languages":["en"],"digest":"sha256:7087632d2a03e1226870a875edbadd8d8d3b585457dc7b43ba5dfd843a286c4e","messages":[{"index":1,"of":4,"text":"Two Harbours 两个港口 🎉\n\n- The old harbour closed at noon, and eleven ships had to wait outside.\n\n1/4","size":97,"limit":500,"unit":"mastodon","payload":{"status":"Two Harbours 两个港口 🎉\n\n- The old harbour closed at noon, and eleven ships had to wait outside.\n\n1/4","language":"en"}},{"index":2,"of":4,"text":"Pilots, tug crews and the harbour master worked through the night to clear the channel, and nobody on the quay could say when the next ship would be let in.\n\n- The new one took them in before the evening came. Pilots, tug crews and the harbour master worked through the night to clear the channel, and nobody on the quay could say when the next ship would be let in.\n\n2/4","size":371,"limit":500,"unit":"mastodon","payload":{"status":"Pilots, tug crews and the harbour master worked through the night to clear the channel, and nobody on the quay could say when the next ship would be let in.\n\n- The new one took them in before the evening came. Pilots, tug crews and the harbour master worked through the night to clear the channel, and nobody on the quay could say when the next ship would be let in.\n\n2/4","language":"en"}},{"index":3,"of":4,"text":"💡 1. A city that lives by its ships cannot do without a berth for a day. Pilots, tug crews and the harbour master worked through the night to clear the channel, and nobody on the quay could say when the next ship would be let in.\n\n2. Prices for storage doubled within the week. Pilots, tug crews and the harbour master worked through the night to clear the channel, and nobody on the quay could say when the next ship would be let in.\n\n3/4","size":439,"limit":500,"unit":"mastodon","payload":{"status":"💡 1. A city that lives by its ships cannot do without a berth for a day. Pilots, tug crews and the harbour master worked through the night to clear the channel, and nobody on the quay could say when the next ship would be let in.\n\n2. Prices for storage doubled within the week. Pilots, tug crews and the harbour master worked through the night to clear the channel, and nobody on the quay could say when the next ship would be let in.\n\n3/4","language":"en"}},{"index":4,"of":4,"text":"3. The crews were paid for waiting. Pilots, tug crews and the harbour master worked through the night to clear the channel, and nobody on the quay could say when the next ship would be let in.\n\n🔮 🔮 By the end of 2027 both harbours will belong to one company.\n\n4/4","size":263,"limit":500,"unit":"mastodon","payload":{"status":"3. The crews were paid for waiting. Pilots, tug crews and the harbour master worked through the night to clear the channel, and nobody on the quay could say when the next ship would be let in.\n\n🔮 🔮 By the end of 2027 both harbours will belong to one company.\n\n4/4","language":"en"}}],"findings":[{"code":"language.fall-back","level":"warning","location":{"in":"post","path":["title"]},"words":[],"places":[],"values":{"wanted":["en"],"languages":["zh"]},"templates":{}}],"carries":[{"section":"title","languages":["zh"],"messages":[1]},{"section":"happened","languages":["en"],"messages":[1,2]},{"section":"matters","languages":["en"],"messages":[3,4]},{"section":"prediction","languages":["en"],"messages":[4]}]}','2026-11-30 01:32:21.142934');
CREATE TABLE crosspost_frozen (
	number INTEGER NOT NULL, 
	terms TEXT NOT NULL, 
	draft TEXT NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "crosspost_frozen" VALUES(1,'{"zone":"Asia/Shanghai","offset":480,"overdue_after":900,"gap":300,"source":"post.md"}','{"channel":"mastodon","account":"中文","languages":["zh"],"digest":"sha256:e690655269cc79d085376ad633ee80332b13780289d818b1c253d6a919acaf19","messages":[{"index":1,"of":1,"text":"Two Harbours 两个港口 🎉\n\n旧港口中午关闭，十一艘船只能在外面等候。引水员、拖轮船员和港务长忙了一整夜才清出航道，码头上没有人说得准下一艘船什么时候能放进来，连泊位的顺序也一改再改。\n\n新港口在傍晚之前把它们都接了进去。引水员、拖轮船员和港务长忙了一整夜才清出航道，码头上没有人说得准下一艘船什么时候能放进来，连泊位的顺序也一改再改。\n\n💡 1. 靠船为生的城市，一天也离不开泊位。引水员、拖轮船员和港务长忙了一整夜才清出航道，码头上没有人说得准下一艘船什么时候能放进来，连泊位的顺序也一改再改。\n\n2. 一周之内，仓储价格翻了一番。引水员、拖轮船员和港务长忙了一整夜才清出航道，码头上没有人说得准下一艘船什么时候能放进来，连泊位的顺序也一改再改。\n\n3. 船员等候期间照常领薪。引水员、拖轮船员和港务长忙了一整夜才清出航道，码头上没有人说得准下一艘船什么时候能放进来，连泊位的顺序也一改再改。\n\n🔮 到 2027 年底，两个港口会归同一家公司所有。⭐⭐⭐","size":435,"limit":500,"unit":"mastodon","payload":{"status":"Two Harbours 两个港口 🎉\n\n旧港口中午关闭，十一艘船只能在外面等候。引水员、拖轮船员和港务长忙了一整夜才清出航道，码头上没有人说得准下一艘船什么时候能放进来，连泊位的顺序也一改再改。\n\n新港口在傍晚之前把它们都接了进去。引水员、拖轮船员和港务长忙了一整夜才清出航道，码头上没有人说得准下一艘船什么时候能放进来，连泊位的顺序也一改再改。\n\n💡 1. 靠船为生的城市，一天也离不开泊位。引水员、拖轮船员和港务长忙了一整夜才清出航道，码头上没有人说得准下一艘船什么时候能放进来，连泊位的顺序也一改再改。\n\n2. 一周之内，仓储价格翻了一番。引水员、拖轮船员和港务长忙了一整夜才清出航道，码头上没有人说得准下一艘船什么时候能放进来，连泊位的顺序也一改再改。\n\n3. 船员等候期间照常领薪。引水员、拖轮船员和港务长忙了一整夜才清出航道，码头上没有人说得准下一艘船什么时候能放进来，连泊位的顺序也一改再改。\n\n🔮 到 2027 年底，两个港口会归同一家公司所有。⭐⭐⭐","language":"zh"}}],"findings":[{"code":"language.omitted","level":"info","location":{"in":"post","path":["languages"]},"words":[],"places":[],"values":{"said":["zh"],"languages":["en"]},"templates":{}}],"carries":[{"section":"title","languages":["zh"],"messages":[1]},{"section":"happened","languages":["zh"],"messages":[1]},{"section":"matters","languages":["zh"],"messages":[1]},{"section":"prediction","languages":["zh"],"messages":[1]}]}');
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
	reason TEXT DEFAULT '' NOT NULL, 
	advice TEXT DEFAULT '' NOT NULL, note TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "crosspost_message" VALUES('7087632d2a03e122-board-1-1','mastodon','board','sha256:7087632d2a03e1226870a875edbadd8d8d3b585457dc7b43ba5dfd843a286c4e',1,1,4,'sent',1,'2026-11-30 01:32:21.141170','2026-11-30 01:32:21.171758','{"id":"110000","url":"https://fake.example/@kuajie/110000","more":{}}','','','');
INSERT INTO "crosspost_message" VALUES('7087632d2a03e122-board-1-2','mastodon','board','sha256:7087632d2a03e1226870a875edbadd8d8d3b585457dc7b43ba5dfd843a286c4e',1,2,4,'refused',1,NULL,'2026-11-30 01:32:21.241213',NULL,'board: the server refused: 422 Validation failed: Text character limit of 500 exceeded','what the server allows (crosspost accounts check)','');
CREATE TABLE crosspost_notice (
	"key" TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY ("key")
);
CREATE TABLE crosspost_paused (
	account TEXT NOT NULL, 
	since DATETIME NOT NULL, 
	reason TEXT NOT NULL, 
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
INSERT INTO "crosspost_prediction" VALUES('p1216149','{"prediction":{"text":{"en":"🔮 By the end of 2027 both harbours will belong to one company.","zh":"到 2027 年底，两个港口会归同一家公司所有。⭐⭐⭐"},"stars":null,"probability":null,"due":"2027-12-31"},"title":{"zh":"Two Harbours 两个港口 🎉"},"languages":["en","zh"],"tags":[],"canonical_url":""}','2026-11-30 01:32:20.259170');
CREATE TABLE crosspost_prediction_draft (
	prediction TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	account TEXT NOT NULL, 
	role TEXT NOT NULL, 
	PRIMARY KEY (prediction, digest, account)
);
INSERT INTO "crosspost_prediction_draft" VALUES('p1216149','sha256:7087632d2a03e1226870a875edbadd8d8d3b585457dc7b43ba5dfd843a286c4e','board','original');
INSERT INTO "crosspost_prediction_draft" VALUES('p1216149','sha256:e690655269cc79d085376ad633ee80332b13780289d818b1c253d6a919acaf19','中文','original');
CREATE TABLE crosspost_prediction_settlement (
	prediction TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	outcome TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	note TEXT NOT NULL, 
	url TEXT NOT NULL, 
	PRIMARY KEY (prediction, number)
);
CREATE TABLE crosspost_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT crosspost_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "crosspost_version" VALUES('0004');
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
