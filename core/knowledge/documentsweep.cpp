// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/knowledge/documentsweep.h"

#include "core/base/log.h"

#include <QTimer>

#include <algorithm>

namespace core {

namespace {

constexpr std::chrono::seconds pauseAfterFailure{1};

} // namespace

DocumentSweep::DocumentSweep(KnowledgeService &knowledge, Journal &journal)
    : m_knowledge(knowledge)
    , m_journal(journal)
{
    connect(&journal, &Journal::committed, this, [this](const QList<Event> &events) {
        if (std::ranges::any_of(events,
                                [](const Event &event) { return event.type == EventType::DocumentDeleted; }))
            begin();
    });
    begin();
}

// In a turn of its own: what came meanwhile goes first.
void DocumentSweep::begin()
{
    if (!std::exchange(m_isUnderWay, true))
        QMetaObject::invokeMethod(this, &DocumentSweep::goOn, Qt::QueuedConnection);
}

void DocumentSweep::goOn()
{
    const auto isMore = m_knowledge.sweep();
    if (!isMore)
        return stop(isMore.error());
    if (!*isMore) {
        m_isUnderWay = false;
        return;
    }
    m_journal.whenCommitted(this, [this](const Result<void> &committed) {
        if (!committed)
            return stop(committed.error());
        QMetaObject::invokeMethod(this, &DocumentSweep::goOn, Qt::QueuedConnection);
    });
}

void DocumentSweep::stop(const Error &why)
{
    m_isUnderWay = false;
    qCWarning(logStore).noquote() << "What is left of a removed document could not be deleted:" << why.text
                                  << why.detail;
    QTimer::singleShot(pauseAfterFailure, this, &DocumentSweep::begin);
}

} // namespace core
