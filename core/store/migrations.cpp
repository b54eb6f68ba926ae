// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/migrations.h"

#include "core/base/log.h"
#include "core/base/resources.h"

#include <QDir>
#include <QFile>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

QStringList scripts()
{
    initResources();
    return QDir(u":/signalbox/sql"_s).entryList({u"*.sql"_s}, QDir::Files, QDir::Name);
}

int numberOf(const QString &script)
{
    return script.section(u'_', 0, 0).toInt();
}

// VACUUM INTO writes a consistent copy, also while the write-ahead log holds newer pages.
Result<void> backUp(Database &database, int version)
{
    const QString copy = u"%1.v%2.backup"_s.arg(database.path()).arg(version);
    if (QFile::exists(copy))
        return {}; // an earlier start made it and then failed; the first copy is the one to keep
    TRY(database.run("VACUUM INTO ?"_L1, copy));
    QFile::setPermissions(copy, QFile::ReadOwner | QFile::WriteOwner);
    qCInfo(logStore).noquote() << "The store was copied before a change of its schema: file=" << copy;
    return {};
}

Result<void> apply(Database &database, const QString &script)
{
    const QByteArray text = resource(QString(u"sql/"_s + script));
    if (text.isEmpty())
        return failure(ErrorCode::Internal, u"A part of the program is missing: %1"_s.arg(script));
    TRY(database.run("BEGIN IMMEDIATE"_L1));
    auto done = database.runScript(QString::fromUtf8(text));
    if (done)
        done = database.runScript(u"PRAGMA user_version = %1"_s.arg(numberOf(script)));
    if (!done) {
        TRY(database.run("ROLLBACK"_L1));
        return done;
    }
    TRY(database.run("COMMIT"_L1));
    return {};
}

} // namespace

int newestSchema()
{
    const QStringList names = scripts();
    return names.isEmpty() ? 0 : numberOf(names.last());
}

Result<void> migrate(Database &database)
{
    int version = 0;
    {
        Rows rows = TRY(database.run("PRAGMA user_version"_L1));
        if (rows.next())
            version = rows.number(0);
    }
    if (version > newestSchema()) {
        return failure(
            ErrorCode::Conflict,
            u"The store was written by a newer Signalbox (schema %1; this one knows %2). "
            "Start the newer program, or choose another data folder. Nothing was changed."_s.arg(version)
                .arg(newestSchema()));
    }
    if (version == newestSchema())
        return {};
    if (version > 0)
        TRY(backUp(database, version));
    for (const QString &script : scripts()) {
        if (numberOf(script) > version)
            TRY(apply(database, script));
    }
    return {};
}

} // namespace core
