// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/knowledge/knowledgeservice.h"

#include <QObject>

namespace core {

// Deletes what is left of large documents that were removed, a few passages a commit, so that nobody waits
// behind one; what the end of the program interrupts goes on at its next start. Owned by DocumentIntake;
// backend thread. When the store refuses it stops, and begins anew with the next removal.
class DocumentSweep final : public QObject
{
    Q_OBJECT

public:
    DocumentSweep(KnowledgeService &knowledge, Journal &journal);

    void begin();

private:
    void goOn();
    void stop(const Error &why);

    KnowledgeService &m_knowledge;
    Journal &m_journal;
    bool m_isUnderWay = false;
};

} // namespace core
