// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/task/task.h"

namespace core {

// A row of the table `session`: what the tasks of one owner have in common by their session_id. It comes into
// being with its first task, and its sums follow its tasks.
struct Session
{
    qint64 number = 0; // its place in the order of age
    QString id = {};   // a UUID
    QString name = {}; // what its tasks carry: the id itself, or the name that a client chose
    QString owner = {};
    QString title = {};
    TaskId firstTask = {};
    TaskId lastTask = {};
    qint64 tasks = 0;
    qint64 completed = 0;
    qint64 failed = 0;
    qint64 tokens = 0;
    double cost = 0;
    Timestamp createdAt = {};
    Timestamp updatedAt = {}; // when it was made or renamed
    Timestamp activeAt = {};  // when something last happened in it
    Timestamp deletedAt = {};

    bool hasOwnName() const { return name != id; }
};

// What is told of the first and the last task of a session beside it.
struct SessionEntry
{
    Session session = {};
    TaskMode firstMode = TaskMode::Simple;
    QJsonObject firstContext = {};
    QString lastQuery = {};
    TaskState lastState = TaskState::Queued;
};

// Which sessions to list, newest first; `before` is the number of the last one of the page before.
// `offset` is for contracts that demand one.
struct SessionFilter
{
    QString owner = {}; // empty: everybody's
    qint64 before = 0;  // 0: from the newest on
    int limit = 50;
    int offset = 0;
};

} // namespace core
