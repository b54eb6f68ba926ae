// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/backend.h"

#include <QSet>
#include <QTimer>

namespace ui {

// What waits for a person, and what was decided since midnight.
struct InboxContent
{
    QList<core::Approval> waiting = {};   // by risk, then age: the riskiest and oldest first
    qint64 waitingInAll = 0;              // more than are listed, when very many wait
    QList<core::TaskId> interrupted = {}; // a person has to say what became of a step, the oldest first
    QList<core::Approval> decided = {};   // the latest first
    QSet<core::ApprovalId> sentBack = {}; // of those: plans that a person wanted anew
    std::optional<core::milliseconds> medianWait = {}; // of what people decided today
    core::Timestamp now = {};
};

// Reads what waits again whenever an approval was asked for, decided or expired, a task with one ended, or it
// was said what became of an interrupted step. Owned by a page; UI thread. Announces changed(), and failed()
// when the store could not be read; the content then stays what it was. Many announcements while a reading is
// under way cause one more.
class ApprovalInbox final : public QObject
{
    Q_OBJECT

public:
    explicit ApprovalInbox(Backend &backend, QObject *parent = nullptr);

    const InboxContent &content() const { return m_content; }
    void reload();

signals:
    void changed();
    void failed(const core::Error &error);

private:
    void leaveOutHeld();

    Backend &m_backend;
    InboxContent m_content;
    bool m_reading = false;
    bool m_again = false;
    QTimer m_later; // what could not be read is read again
};

} // namespace ui
