// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"

#include <QCoreApplication>
#include <QTest>

namespace testsupport {

inline void runOrDie(core::Core &core, const QString &script)
{
    const auto done = core.database().runScript(script);
    if (!done)
        qFatal("%s", qPrintable(done.error().text + done.error().detail));
}

// Nothing can be written any more, and the first statement that tries says so.
inline void refuseWrites(core::Core &core)
{
    runOrDie(core, QStringLiteral("PRAGMA query_only = ON"));
}

// Every statement is taken and every commit fails, as on a disk that is full when the log is synced.
inline void failCommits(core::Core &core)
{
    runOrDie(core,
             QStringLiteral("CREATE TABLE IF NOT EXISTS spoilt (document_id TEXT REFERENCES document (id) "
                            "DEFERRABLE INITIALLY DEFERRED)"));
    runOrDie(core, QStringLiteral("CREATE TRIGGER spoil AFTER INSERT ON event BEGIN "
                                  "INSERT INTO spoilt (document_id) VALUES ('none'); END"));
}

inline void mend(core::Core &core)
{
    runOrDie(core, QStringLiteral("PRAGMA query_only = OFF"));
    runOrDie(core, QStringLiteral("DROP TRIGGER IF EXISTS spoil"));
}

// Makes the commit of this turn alone fail, though every statement before it was taken.
inline void spoilCommit(core::Core &core)
{
    const auto spoilt = core.journal().record([](core::Transaction &transaction) -> core::Result<void> {
        TRY(transaction.database.run(QLatin1StringView("PRAGMA defer_foreign_keys = ON")));
        TRY(transaction.database.run(QLatin1StringView(
            "INSERT INTO passage (document_id, position, start, length) VALUES ('none', 0, 0, 0)")));
        return {};
    });
    if (!spoilt)
        qFatal("%s", qPrintable(spoilt.error().text + spoilt.error().detail));
}

// As many turns of the event loop as would show that something tries again without a pause.
inline void turnOften()
{
    for (int i = 0; i < 300; ++i)
        QCoreApplication::processEvents();
}

// Counts the messages of the log that contain a text, while it lives.
class LogCount
{
public:
    explicit LogCount(QString text)
    {
        s_text = std::move(text);
        s_count = 0;
        m_before = qInstallMessageHandler([](QtMsgType, const QMessageLogContext &, const QString &message) {
            s_count += message.contains(s_text);
        });
    }
    ~LogCount() { qInstallMessageHandler(m_before); }
    Q_DISABLE_COPY_MOVE(LogCount)

    // At least one, and no more than the time allows.
    bool isPaced() const { return s_count >= 1 && s_count <= 3; }

private:
    inline static QString s_text;
    inline static int s_count = 0;
    QtMessageHandler m_before;
};

} // namespace testsupport
