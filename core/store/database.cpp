// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"

#include "core/base/id.h"
#include "core/base/json.h"
#include "core/base/log.h"

#include <QFileInfo>
#include <QSqlError>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

// SQLite's primary result codes (https://www.sqlite.org/rescode.html).
enum SqliteCode { Busy = 5, ReadOnly = 8, IoError = 10, Corrupt = 11, Full = 13, CannotOpen = 14, Constraint = 19, NotADatabase = 26 };

Error toError(const QSqlError &problem, const QString &path)
{
    const QString detail = problem.databaseText() + u" ("_s + problem.nativeErrorCode() + u')';
    switch (problem.nativeErrorCode().toInt() & 0xff) {
    case Full:
        return failure(ErrorCode::Unavailable,
                       u"The disk that holds %1 is full. Nothing was changed; free some space and try again."_s.arg(path), detail);
    case ReadOnly:
    case CannotOpen:
        return failure(ErrorCode::Unavailable,
                       u"%1 cannot be written. Nothing was changed; check the permissions of its folder."_s.arg(path), detail);
    case IoError:
        return failure(ErrorCode::Unavailable, u"The disk that holds %1 reported an error. Nothing was changed."_s.arg(path), detail);
    case Busy:
        return failure(ErrorCode::Unavailable, u"Another process holds %1."_s.arg(path), detail);
    case Corrupt:
    case NotADatabase:
        return failure(ErrorCode::Unavailable,
                       u"%1 is damaged, or is no Signalbox store. Restore it from a backup in its folder."_s.arg(path), detail);
    case Constraint:
        return failure(ErrorCode::Conflict, u"It exists already."_s, detail);
    default:
        return failure(ErrorCode::Internal, u"The store could not do this."_s, detail);
    }
}

} // namespace

QVariant toBound(const QJsonObject &value)
{
    return value.isEmpty() ? QVariant(u"{}"_s) : QVariant(QString::fromUtf8(toBytes(value)));
}

QVariant toBound(const QJsonArray &value)
{
    return value.isEmpty() ? QVariant(u"[]"_s) : QVariant(QString::fromUtf8(toBytes(value)));
}

Rows::Rows(std::shared_ptr<Prepared> prepared) : m_prepared(std::move(prepared)), m_query(&m_prepared->query)
{
    m_prepared->busy = true;
}

Rows::Rows(Rows &&other) noexcept : m_prepared(std::move(other.m_prepared)), m_query(other.m_query) {}

Rows::~Rows()
{
    if (!m_prepared)
        return;
    m_prepared->query.finish();
    m_prepared->busy = false;
}

QJsonObject Rows::object(int column) const
{
    return storedObject(text(column));
}

QJsonArray Rows::array(int column) const
{
    return storedArray(text(column));
}

Database::Database(QSqlDatabase connection, QString path) : m_connection(std::move(connection)), m_path(std::move(path)) {}

Result<std::unique_ptr<Database>> Database::open(const QString &path, Access access)
{
    const QString name = newUuid();
    QSqlDatabase connection = QSqlDatabase::addDatabase(u"QSQLITE"_s, name);
    connection.setDatabaseName(path);
    if (access == Access::ReadOnly)
        connection.setConnectOptions(u"QSQLITE_OPEN_READONLY"_s);
    std::unique_ptr<Database> database(new Database(connection, path));
    if (!connection.open())
        return toError(connection.lastError(), path);
    // A commit is on the disk before anybody hears of it: synchronous=FULL syncs the log at each commit.
    for (const QLatin1StringView pragma : {
             "PRAGMA busy_timeout = 2000"_L1, "PRAGMA foreign_keys = ON"_L1, "PRAGMA temp_store = MEMORY"_L1,
             "PRAGMA cache_size = -16000"_L1}) {
        if (auto done = database->run(pragma); !done)
            return done.error();
    }
    if (access == Access::ReadOnly)
        return database;
    for (const QLatin1StringView pragma :
         {"PRAGMA journal_mode = WAL"_L1, "PRAGMA synchronous = FULL"_L1, "PRAGMA wal_autocheckpoint = 4000"_L1}) {
        if (auto done = database->run(pragma); !done)
            return done.error();
    }
    return database;
}

Database::~Database()
{
    m_prepared.clear();
    const QString name = m_connection.connectionName();
    m_connection.close();
    m_connection = {};
    QSqlDatabase::removeDatabase(name);
}

Result<Rows> Database::execute(QLatin1StringView sql, std::initializer_list<QVariant> values)
{
    std::shared_ptr<Rows::Prepared> prepared = m_prepared.value(sql.data());
    if (!prepared || prepared->busy) {
        const bool keep = !prepared;
        prepared = std::make_shared<Rows::Prepared>(Rows::Prepared{.query = QSqlQuery(m_connection)});
        prepared->query.setForwardOnly(true);
        if (!prepared->query.prepare(sql))
            return toError(prepared->query.lastError(), m_path);
        if (keep)
            m_prepared.insert(sql.data(), prepared);
    }
    int place = 0;
    for (const QVariant &value : values)
        prepared->query.bindValue(place++, value);
    if (!prepared->query.exec()) {
        const Error error = toError(prepared->query.lastError(), m_path);
        prepared->query.finish();
        return error;
    }
    return Rows(std::move(prepared));
}

Result<void> Database::runScript(const QString &script)
{
    // Statements are divided by a line that holds only "--;", because triggers have semicolons inside.
    const QStringList statements = script.split(u"\n--;\n"_s, Qt::SkipEmptyParts);
    for (const QString &statement : statements) {
        QSqlQuery query(m_connection);
        if (!query.exec(statement))
            return toError(query.lastError(), m_path);
    }
    return {};
}

qint64 Database::bytes() const
{
    return QFileInfo(m_path).size() + QFileInfo(m_path + u"-wal"_s).size();
}

} // namespace core
