// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journal.h"
#include "server/http/commitgate.h"

#include <utility>

namespace server {

// The commits of the journal, as the server waits for them.
class JournalGate final : public CommitGate
{
public:
    explicit JournalGate(core::Journal &journal)
        : m_journal(journal)
    {
    }

    bool isOpen() const override { return m_journal.isOpen(); }
    void whenCommitted(QObject *context, std::function<void(const core::Result<void> &)> then) override
    {
        m_journal.whenCommitted(context, std::move(then));
    }

private:
    core::Journal &m_journal;
};

} // namespace server
