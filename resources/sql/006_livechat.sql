-- Rooms are the live chat's sessions: people, and perhaps an agent, who write to each other. `number` and
-- `changed` are numbers of events, so they only grow: they order rows and name a place to go on from.
CREATE TABLE room (
    id TEXT PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,
    owner TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    title TEXT NOT NULL,
    context TEXT NOT NULL,
    settings TEXT NOT NULL,
    summary TEXT NOT NULL DEFAULT '',
    assistance TEXT NOT NULL DEFAULT 'off',
    agent_id TEXT NOT NULL DEFAULT '',
    conversation_id TEXT NOT NULL DEFAULT '',
    messages INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    last_activity INTEGER NOT NULL,
    ended_at INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID
--;
CREATE INDEX room_of_owner ON room (owner, number)
--;
CREATE INDEX room_by_activity ON room (last_activity, number)
--;
CREATE INDEX room_open ON room (last_activity) WHERE state <> 'ended'
--;
CREATE INDEX room_ended ON room (ended_at) WHERE state = 'ended'
--;
CREATE TABLE room_participant (
    room_id TEXT NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    room_number INTEGER NOT NULL,
    position INTEGER NOT NULL,
    joined_at INTEGER NOT NULL,
    left_at INTEGER NOT NULL DEFAULT 0,
    delivered INTEGER NOT NULL DEFAULT 0,
    read INTEGER NOT NULL DEFAULT 0,
    read_at INTEGER NOT NULL DEFAULT 0,
    read_changed INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (room_id, user_id)
) WITHOUT ROWID
--;
CREATE INDEX room_of_participant ON room_participant (user_id, room_number) WHERE left_at = 0
--;
CREATE TABLE room_message (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    room_id TEXT NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    account TEXT NOT NULL,
    kind TEXT NOT NULL,
    metadata TEXT NOT NULL,
    replied_to TEXT NOT NULL,
    attachments TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    edited_at INTEGER NOT NULL DEFAULT 0,
    deleted_at INTEGER NOT NULL DEFAULT 0,
    deleted_by TEXT NOT NULL DEFAULT '',
    expires_at INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL,
    content TEXT NOT NULL
)
--;
CREATE INDEX room_message_of_room ON room_message (room_id, number) WHERE deleted_at = 0
--;
CREATE INDEX room_message_changed ON room_message (room_id, changed)
--;
CREATE INDEX room_message_expires ON room_message (expires_at) WHERE expires_at > 0 AND deleted_at = 0
--;
-- A message that an agent was asked to answer, and the task that does it.
CREATE TABLE room_question (
    task_id TEXT PRIMARY KEY,
    room_id TEXT NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    message_number INTEGER NOT NULL,
    asked_at INTEGER NOT NULL,
    answered_at INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID
--;
CREATE INDEX room_question_open ON room_question (asked_at) WHERE answered_at = 0
--;
CREATE INDEX room_question_of_room ON room_question (room_id, message_number)
--;
-- Kept, so that no figure is counted when it is asked for.
CREATE TABLE room_total (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID
--;
INSERT INTO room_total (name, value) VALUES ('messages', 0), ('active', 0), ('answers', 0), ('response_ms', 0)
--;
CREATE TRIGGER room_added AFTER INSERT ON room WHEN NEW.state = 'active' BEGIN
    UPDATE room_total SET value = value + 1 WHERE name = 'active';
END
--;
CREATE TRIGGER room_moved AFTER UPDATE OF state ON room WHEN OLD.state <> NEW.state BEGIN
    UPDATE room_total SET value = value + (NEW.state = 'active') - (OLD.state = 'active') WHERE name = 'active';
END
--;
CREATE TRIGGER room_removed AFTER DELETE ON room WHEN OLD.state = 'active' BEGIN
    UPDATE room_total SET value = value - 1 WHERE name = 'active';
END
--;
CREATE TRIGGER room_message_added AFTER INSERT ON room_message BEGIN
    UPDATE room_total SET value = value + 1 WHERE name = 'messages';
    UPDATE room SET messages = messages + 1, last_activity = NEW.created_at WHERE id = NEW.room_id;
END
--;
CREATE TRIGGER room_question_answered AFTER UPDATE OF answered_at ON room_question WHEN OLD.answered_at = 0 BEGIN
    UPDATE room_total SET value = value + 1 WHERE name = 'answers';
    UPDATE room_total SET value = value + NEW.answered_at - NEW.asked_at WHERE name = 'response_ms';
END
