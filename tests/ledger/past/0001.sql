CREATE TABLE crosspost_draft (
	digest TEXT NOT NULL, 
	account TEXT NOT NULL, 
	run INTEGER NOT NULL, 
	channel TEXT NOT NULL, 
	json TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (digest, account, run)
);
INSERT INTO "crosspost_draft" VALUES('sha256:7087632d2a03e1226870a875edbadd8d8d3b585457dc7b43ba5dfd843a286c4e','board',1,'mastodon','{"channel":"mastodon","account":"board","languages":["en"],"digest":"sha256:7087632d2a03e1226870a875edbadd8d8d3b585457dc7b43ba5dfd843a286c4e","messages":[{"index":1,"of":4,"text":"Two Harbours 两个港口 🎉\n\n- The old harbour closed at noon, and eleven ships had to wait outside.\n\n1/4","size":97,"limit":500,"unit":"mastodon","payload":{"status":"Two Harbours 两个港口 🎉\n\n- The old harbour closed at noon, and eleven ships had to wait outside.\n\n1/4","language":"en"}},{"index":2,"of":4,"text":"Pilots, tug crews and the harbour master worked through the night to clear the channel, and nobody on the quay could say when the next ship would be let in.\n\n- The new one took them in before the evening came. Pilots, tug crews and the harbour master worked through the night to clear the channel, and nobody on the quay could say when the next ship would be let in.\n\n2/4","size":371,"limit":500,"unit":"mastodon","payload":{"status":"Pilots, tug crews and the harbour master worked through the night to clear the channel, and nobody on the quay could say when the next ship would be let in.\n\n- The new one took them in before the evening came. Pilots, tug crews and the harbour master worked through the night to clear the channel, and nobody on the quay could say when the next ship would be let in.\n\n2/4","language":"en"}},{"index":3,"of":4,"text":"💡 1. A city that lives by its ships cannot do without a berth for a day. Pilots, tug crews and the harbour master worked through the night to clear the channel, and nobody on the quay could say when the next ship would be let in.\n\n2. Prices for storage doubled within the week. Pilots, tug crews and the harbour master worked through the night to clear the channel, and nobody on the quay could say when the next ship would be let in.\n\n3/4","size":439,"limit":500,"unit":"mastodon","payload":{"status":"💡 1. A city that lives by its ships cannot do without a berth for a day. Pilots, tug crews and the harbour master worked through the night to clear the channel, and nobody on the quay could say when the next ship would be let in.\n\n2. Prices for storage doubled within the week. Pilots, tug crews and the harbour master worked through the night to clear the channel, and nobody on the quay could say when the next ship would be let in.\n\n3/4","language":"en"}},{"index":4,"of":4,"text":"3. The crews were paid for waiting. Pilots, tug crews and the harbour master worked through the night to clear the channel, and nobody on the quay could say when the next ship would be let in.\n\n🔮 🔮 By the end of 2027 both harbours will belong to one company.\n\n4/4","size":263,"limit":500,"unit":"mastodon","payload":{"status":"3. The crews were paid for waiting. Pilots, tug crews and the harbour master worked through the night to clear the channel, and nobody on the quay could say when the next ship would be let in.\n\n🔮 🔮 By the end of 2027 both harbours will belong to one company.\n\n4/4","language":"en"}}],"findings":[{"level":"warning","code":"language.fall-back","where":"title","message":"no en: said in zh instead"},{"level":"info","code":"layout.languages","where":"languages","message":"says en; zh only where that is missing"}]}','2026-11-30 01:31:43.585543');
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
	advice TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "crosspost_message" VALUES('7087632d2a03e122-board-1-1','mastodon','board','sha256:7087632d2a03e1226870a875edbadd8d8d3b585457dc7b43ba5dfd843a286c4e',1,1,4,'sent',1,'2026-11-30 01:31:43.631019','2026-11-30 01:31:43.845929','{"id":"110000","url":"https://fake.example/@kuajie/110000","more":{}}','','');
INSERT INTO "crosspost_message" VALUES('7087632d2a03e122-board-1-2','mastodon','board','sha256:7087632d2a03e1226870a875edbadd8d8d3b585457dc7b43ba5dfd843a286c4e',1,2,4,'refused',1,NULL,'2026-11-30 01:31:43.892402',NULL,'board: the server refused: 422 Validation failed: Text character limit of 500 exceeded','what the server allows (crosspost accounts check)');
CREATE TABLE crosspost_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT crosspost_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "crosspost_version" VALUES('0001');
CREATE INDEX crosspost_message_account ON crosspost_message (account, at);
CREATE INDEX crosspost_message_digest ON crosspost_message (digest, account, run);
