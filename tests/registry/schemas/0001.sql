BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE commands (
	batch INTEGER NOT NULL, 
	actor TEXT NOT NULL, 
	command TEXT NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	state VARCHAR(8) NOT NULL, 
	turned INTEGER NOT NULL, 
	PRIMARY KEY (batch)
);
INSERT INTO "commands" VALUES(3,'甲','ledger import','2026-11-01T08:02:00.000000+00:00','done',3);
INSERT INTO "commands" VALUES(10,'甲','decide','2026-11-01T08:05:00.000000+00:00','done',10);
INSERT INTO "commands" VALUES(11,'甲','waive','2026-11-01T08:06:00.000000+00:00','undone',12);
CREATE TABLE decisions (
	seq INTEGER NOT NULL, 
	document_id VARCHAR(64) NOT NULL, 
	disposition VARCHAR(16) NOT NULL, 
	reason TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	stage VARCHAR(16) NOT NULL, 
	round_id INTEGER, 
	evidence TEXT NOT NULL, 
	deadline VARCHAR(10), 
	responsible TEXT, 
	withdrawn BOOLEAN NOT NULL, 
	PRIMARY KEY (seq), 
	FOREIGN KEY(document_id) REFERENCES documents (id), 
	FOREIGN KEY(round_id) REFERENCES rounds (id)
);
INSERT INTO "decisions" VALUES(10,'d1','废止','已届满','甲','2026-11-01T08:00:00.000000+00:00','初审',1,'["k"]','2027-01-01','民政局',0);
CREATE TABLE documents (
	id VARCHAR(64) NOT NULL, 
	identity TEXT NOT NULL, 
	title TEXT, 
	number TEXT, 
	issuers TEXT NOT NULL, 
	signed_on TEXT, 
	path TEXT, 
	ledger TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	revision INTEGER NOT NULL, 
	deleted BOOLEAN NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "documents" VALUES('d1','k1','甲区绿化办法','甲政规〔2020〕1号','["甲区人民政府"]',NULL,'/files/甲.txt','{"备注":"","文号":"甲政规〔2020〕1号"}',1,3,0);
INSERT INTO "documents" VALUES('d2','k2','乙',NULL,'[]',NULL,NULL,'{"文件名称":"乙"}',0,4,0);
CREATE TABLE facts (
	document_id VARCHAR(64) NOT NULL, 
	rank INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	field VARCHAR(64) NOT NULL, 
	source VARCHAR(16) NOT NULL, 
	value TEXT NOT NULL, 
	quote TEXT, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	certainty FLOAT NOT NULL, 
	note TEXT NOT NULL, 
	FOREIGN KEY(document_id) REFERENCES documents (id)
);
INSERT INTO "facts" VALUES('d1',2,0,'title','text','"甲区绿化办法"','甲区绿化办法',0,6,1.0,'');
INSERT INTO "facts" VALUES('d1',2,1,'number','text','"甲政规〔2020〕1号"','甲区绿化办法',0,6,0.9,'页眉');
INSERT INTO "facts" VALUES('d1',2,2,'issuers','text','["甲区人民政府"]','甲区绿化办法',0,6,1.0,'');
INSERT INTO "facts" VALUES('d1',1,0,'filed','ledger','null',NULL,-1,-1,1.0,'');
INSERT INTO "facts" VALUES('d2',1,0,'title','ledger','"乙"',NULL,-1,-1,1.0,'');
CREATE TABLE files (
	document_id VARCHAR(64) NOT NULL, 
	path TEXT NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	size INTEGER NOT NULL, 
	modified FLOAT NOT NULL, 
	format VARCHAR(16) NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	FOREIGN KEY(document_id) REFERENCES documents (id)
);
INSERT INTO "files" VALUES('d1','/files/甲.txt','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',30,1.5,'txt','main');
CREATE TABLE findings (
	"key" TEXT NOT NULL, 
	opened INTEGER NOT NULL, 
	closed INTEGER, 
	since INTEGER NOT NULL, 
	rule VARCHAR(16) NOT NULL, 
	outcome VARCHAR(16) NOT NULL, 
	severity VARCHAR(16) NOT NULL, 
	document_id VARCHAR(64) NOT NULL, 
	message TEXT NOT NULL, 
	disposition TEXT NOT NULL, 
	quotes TEXT NOT NULL, 
	peers TEXT NOT NULL, 
	basis TEXT NOT NULL, 
	facts TEXT NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	PRIMARY KEY ("key", opened), 
	FOREIGN KEY(closed) REFERENCES sweeps (id), 
	FOREIGN KEY(document_id) REFERENCES documents (id), 
	FOREIGN KEY(opened) REFERENCES sweeps (id)
);
INSERT INTO "findings" VALUES('k',1,NULL,1,'E-01','hit','H','d1','疑似已届满','废止','[["甲区绿化办法",0,6]]','["d2"]','["《办法》第九条"]','{"天数":3}','e9b41fcf1864d3cc822d7717078f29f1318e9f069968dfb179788a06135f0314');
CREATE TABLE head (
	id INTEGER NOT NULL, 
	revision INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "head" VALUES(1,4,12,'c84d451f8b79d7e3a6c4ab7dc279151bc1863d5be36038ffc2e6d6474378a61c');
CREATE TABLE issued (
	seq INTEGER NOT NULL, 
	round_id INTEGER, 
	name TEXT NOT NULL, 
	as_of VARCHAR(10) NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	actor TEXT NOT NULL, 
	content BLOB NOT NULL, 
	PRIMARY KEY (seq), 
	FOREIGN KEY(round_id) REFERENCES rounds (id)
);
INSERT INTO "issued" VALUES(8,1,'清理结果目录','2026-11-01','2026-11-01T08:04:00.000000+00:00','甲',X'7801AB567ABA6BFEB3B58B94ACA295520C95626B014D31077B');
CREATE TABLE journal (
	seq INTEGER NOT NULL, 
	batch INTEGER NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	actor TEXT NOT NULL, 
	command TEXT NOT NULL, 
	kind VARCHAR(32) NOT NULL, 
	subject TEXT NOT NULL, 
	"before" TEXT NOT NULL, 
	"after" TEXT NOT NULL, 
	previous VARCHAR(64) NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	PRIMARY KEY (seq)
);
INSERT INTO "journal" VALUES(1,1,'2026-11-01T08:01:00.000000+00:00','甲','ingest','document','d1','null','{"facts":[],"identity":"k1","ledger":{},"number":"甲政规〔2020〕1号","path":"/files/甲.txt","sha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","title":"甲区绿化办法","version":1}','b73f8691bb6a1377af6e8691e5ed0ff971b1753a14b0ee6b7759416fa20f7e73','074e36754caa8cfb9603d69aacfd3da8d63b9d3ca881e52c959d60f4496524b5');
INSERT INTO "journal" VALUES(2,1,'2026-11-01T08:01:00.000000+00:00','甲','ingest','outcome','/files/甲.txt','null','{"document_id":"d1","outcome":"新增","reason":"","sha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}','074e36754caa8cfb9603d69aacfd3da8d63b9d3ca881e52c959d60f4496524b5','836d2b9daccca64098c88680165becd864309052f3424a8dd95df14bb3ea395a');
INSERT INTO "journal" VALUES(3,3,'2026-11-01T08:02:00.000000+00:00','甲','ledger import','ledger','d1','{}','{"备注":"","文号":"甲政规〔2020〕1号"}','836d2b9daccca64098c88680165becd864309052f3424a8dd95df14bb3ea395a','27ce6594031f0662b860b57d403a944cfac7a91e4a453605d06a7d72dc72b19a');
INSERT INTO "journal" VALUES(4,3,'2026-11-01T08:02:00.000000+00:00','甲','ledger import','facts.ledger','d1','[]','[{"certainty":1.0,"field":"filed","note":"","quote":null,"source":"ledger","value":null}]','27ce6594031f0662b860b57d403a944cfac7a91e4a453605d06a7d72dc72b19a','1a16824438afc63befdb9b9bc92e51ca51c1de7a6b9dcda1e15c8f1dddaab88e');
INSERT INTO "journal" VALUES(5,3,'2026-11-01T08:02:00.000000+00:00','甲','ledger import','row','d2','null','{"facts":[{"certainty":1.0,"field":"title","note":"","quote":null,"source":"ledger","value":"乙"}],"identity":"k2","ledger":{"文件名称":"乙"},"relations":[]}','1a16824438afc63befdb9b9bc92e51ca51c1de7a6b9dcda1e15c8f1dddaab88e','33aa1d81d6f84442b7d71255b1629c07ba1748e1ba99de9114999c9f900ea5a6');
INSERT INTO "journal" VALUES(6,6,'2026-11-01T08:03:00.000000+00:00','甲','sweep','sweep','1','null','{"as_of":"2026-11-01","closed":0,"digest":"33e16bc480019ee4a86b6fb0c02650dad76f1f880c37c0f56aed865a18a7fcca","failures":0,"kept":0,"opened":1,"profile":"辽宁"}','33aa1d81d6f84442b7d71255b1629c07ba1748e1ba99de9114999c9f900ea5a6','f0962cea86b0d4670bd057ba2e110b89bb35cd2572e8265959c6412a6b3a353a');
INSERT INTO "journal" VALUES(7,7,'2026-11-01T08:04:00.000000+00:00','甲','round start','round','1','null','{"as_of":"2026-11-01","cutoff":"2026-06-30","documents":["d1","d2"],"name":"全面清理","scope":{},"stage":"部署"}','f0962cea86b0d4670bd057ba2e110b89bb35cd2572e8265959c6412a6b3a353a','f6f9d8afccb2e91388fafcd0c20693a30dec8ca075b7c83d6ee49520d2f8ba81');
INSERT INTO "journal" VALUES(8,7,'2026-11-01T08:04:00.000000+00:00','甲','round start','issue','清理结果目录','null','{"as_of":"2026-11-01","round_id":1}','f6f9d8afccb2e91388fafcd0c20693a30dec8ca075b7c83d6ee49520d2f8ba81','9c2f736cafeec1c6ffa85323580a1291d60f281c9106dd91c1bfaab94193e691');
INSERT INTO "journal" VALUES(9,7,'2026-11-01T08:04:00.000000+00:00','甲','round start','setting','profile','null','"辽宁"','9c2f736cafeec1c6ffa85323580a1291d60f281c9106dd91c1bfaab94193e691','f92dc1399ca42c6d99421d694955ebac63b7e391bdc8f6006eb70130d209ab6f');
INSERT INTO "journal" VALUES(10,10,'2026-11-01T08:05:00.000000+00:00','甲','decide','decision','d1','null','{"actor":"甲","at":"2026-11-01T08:00:00.000000+00:00","deadline":"2027-01-01","disposition":"废止","evidence":["k"],"reason":"已届满","responsible":"民政局","round_id":1,"stage":"初审"}','f92dc1399ca42c6d99421d694955ebac63b7e391bdc8f6006eb70130d209ab6f','10ef0f149dead62030171b626bc6c3236519e9e6a2fe02cfbcefef9c0be56eea');
INSERT INTO "journal" VALUES(11,11,'2026-11-01T08:06:00.000000+00:00','甲','waive','waiver','d1','null','{"about":"","actor":"甲","reason":"已补备案","rule":"F-01","until":"2027-01-01"}','10ef0f149dead62030171b626bc6c3236519e9e6a2fe02cfbcefef9c0be56eea','0461e4115756a374ab4e952392e839e8e4f12ac6129d00f995bf8e09fa1467eb');
INSERT INTO "journal" VALUES(12,12,'2026-11-01T08:07:00.000000+00:00','甲','undo','undo','11','null','{"batch":11,"command":"waive"}','0461e4115756a374ab4e952392e839e8e4f12ac6129d00f995bf8e09fa1467eb','c84d451f8b79d7e3a6c4ab7dc279151bc1863d5be36038ffc2e6d6474378a61c');
CREATE TABLE outcomes (
	path TEXT NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	outcome VARCHAR(32) NOT NULL, 
	reason TEXT NOT NULL, 
	document_id VARCHAR(64), 
	at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (path), 
	FOREIGN KEY(document_id) REFERENCES documents (id)
);
INSERT INTO "outcomes" VALUES('/files/甲.txt','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','新增','','d1','2026-11-01T08:01:00.000000+00:00');
CREATE TABLE relations (
	document_id VARCHAR(64) NOT NULL, 
	position INTEGER NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	target_title TEXT, 
	target_number TEXT, 
	quote TEXT NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	target_id VARCHAR(64), 
	candidates TEXT NOT NULL, 
	part TEXT, 
	FOREIGN KEY(document_id) REFERENCES documents (id)
);
INSERT INTO "relations" VALUES('d1',0,'basis','某法',NULL,'《某法》',9,13,NULL,'["x","y"]','第三条');
CREATE TABLE round_documents (
	round_id INTEGER NOT NULL, 
	document_id VARCHAR(64) NOT NULL, 
	PRIMARY KEY (round_id, document_id), 
	FOREIGN KEY(document_id) REFERENCES documents (id), 
	FOREIGN KEY(round_id) REFERENCES rounds (id)
);
INSERT INTO "round_documents" VALUES(1,'d1');
INSERT INTO "round_documents" VALUES(1,'d2');
CREATE TABLE round_stages (
	seq INTEGER NOT NULL, 
	round_id INTEGER NOT NULL, 
	stage VARCHAR(16) NOT NULL, 
	actor TEXT NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	result TEXT NOT NULL, 
	PRIMARY KEY (seq), 
	FOREIGN KEY(round_id) REFERENCES rounds (id)
);
INSERT INTO "round_stages" VALUES(7,1,'部署','甲','2026-11-01T08:04:00.000000+00:00','');
CREATE TABLE rounds (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	cutoff VARCHAR(10) NOT NULL, 
	as_of VARCHAR(10) NOT NULL, 
	started_at VARCHAR(32) NOT NULL, 
	stage VARCHAR(16) NOT NULL, 
	closed_at VARCHAR(32), 
	scope TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "rounds" VALUES(1,'全面清理','2026-06-30','2026-11-01','2026-11-01T08:04:00.000000+00:00','部署',NULL,'{}');
CREATE TABLE settings (
	"key" VARCHAR(128) NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "settings" VALUES('profile','"辽宁"');
CREATE TABLE sweeps (
	id INTEGER NOT NULL, 
	as_of VARCHAR(10) NOT NULL, 
	profile TEXT NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	actor TEXT NOT NULL, 
	coverage TEXT NOT NULL, 
	failures TEXT NOT NULL, 
	opened INTEGER NOT NULL, 
	kept INTEGER NOT NULL, 
	closed INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "sweeps" VALUES(1,'2026-11-01','辽宁','2026-11-01T08:03:00.000000+00:00','甲','{"documents":2}','[]',1,0,0);
CREATE TABLE versions (
	document_id VARCHAR(64) NOT NULL, 
	seq INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	text TEXT NOT NULL, 
	reading BLOB NOT NULL, 
	page TEXT NOT NULL, 
	path TEXT NOT NULL, 
	size INTEGER NOT NULL, 
	modified FLOAT NOT NULL, 
	format VARCHAR(16) NOT NULL, 
	added_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (document_id, seq), 
	FOREIGN KEY(document_id) REFERENCES documents (id)
);
INSERT INTO "versions" VALUES('d1',1,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','甲区绿化办法
根据《某法》……',X'7801011E00E1FF7B227469746C65223A22E794B2E58CBAE7BBBFE58C96E58A9EE6B395227DED4210D8','{"format":"txt"}','/files/甲.txt',30,1.5,'txt','2026-11-01T08:01:00.000000+00:00');
CREATE TABLE waivers (
	seq INTEGER NOT NULL, 
	rule VARCHAR(16) NOT NULL, 
	document_id VARCHAR(64) NOT NULL, 
	about TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	until VARCHAR(10), 
	active BOOLEAN NOT NULL, 
	PRIMARY KEY (seq), 
	FOREIGN KEY(document_id) REFERENCES documents (id)
);
INSERT INTO "waivers" VALUES(11,'F-01','d1','','已补备案','甲','2026-11-01T08:06:00.000000+00:00','2027-01-01',0);
CREATE INDEX documents_identity ON documents (identity);
CREATE INDEX documents_revision ON documents (revision);
CREATE INDEX journal_batch ON journal (batch);
CREATE INDEX journal_subject ON journal (subject, seq);
CREATE INDEX decisions_document ON decisions (document_id, seq);
CREATE UNIQUE INDEX facts_place ON facts (document_id, rank, position);
CREATE INDEX files_path ON files (path);
CREATE UNIQUE INDEX files_place ON files (document_id, path);
CREATE INDEX files_sha256 ON files (sha256);
CREATE INDEX findings_standing ON findings (closed, document_id);
CREATE INDEX findings_document ON findings (document_id);
CREATE UNIQUE INDEX relations_place ON relations (document_id, position);
CREATE INDEX relations_target ON relations (target_id);
CREATE INDEX versions_sha256 ON versions (sha256);
CREATE INDEX waivers_document ON waivers (document_id);
CREATE TRIGGER journal_keeps_entries BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_keeps_words BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
COMMIT;
