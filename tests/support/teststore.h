// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/journal/journal.h"
#include "core/store/database.h"
#include "core/store/migrations.h"

#include <QTemporaryDir>

#include <memory>

// A store with the newest schema in a temporary folder, a clock that stands still, and a journal on both.
// Removed with the object.
class TestStore
{
public:
    TestStore()
    {
        auto opened = core::Database::open(m_folder.filePath(QStringLiteral("signalbox.db")));
        if (!opened)
            qFatal("%s", qPrintable(opened.error().text + opened.error().detail));
        m_database = *std::move(opened);
        if (auto migrated = core::migrate(*m_database); !migrated)
            qFatal("%s", qPrintable(migrated.error().text + migrated.error().detail));
        m_journal = std::make_unique<core::Journal>(*m_database, clock);
        if (auto ready = m_journal->open(); !ready)
            qFatal("%s", qPrintable(ready.error().text));
    }

    core::Database &database() { return *m_database; }
    core::Journal &journal() { return *m_journal; }
    QString folder() const { return m_folder.path(); }

    core::FakeClock clock;

private:
    QTemporaryDir m_folder;
    std::unique_ptr<core::Database> m_database;
    std::unique_ptr<core::Journal> m_journal;
};

// Fails the test with the text of the Error.
#define QVERIFY_RESULT(result)                                                                               \
    do {                                                                                                     \
        const auto &checked = (result);                                                                      \
        QVERIFY2(bool(checked),                                                                              \
                 qPrintable(checked ? QString() : checked.error().text + checked.error().detail));           \
    } while (false)
