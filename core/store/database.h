// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>

#include <memory>
#include <variant>

struct sqlite3;
struct sqlite3_stmt;

namespace core {

class Database;

// Values as they are bound. A null text is an empty one; "not set" of a time is 0.
using BoundValue = std::variant<qint64, double, QString, QByteArray>;
inline BoundValue toBound(const QString &value)
{
    return value;
}
inline BoundValue toBound(qint64 value)
{
    return value;
}
inline BoundValue toBound(int value)
{
    return qint64{value};
}
inline BoundValue toBound(double value)
{
    return value;
}
inline BoundValue toBound(const QByteArray &value)
{
    return value;
}
inline BoundValue toBound(Timestamp value)
{
    return qint64{toStored(value)};
}
BoundValue toBound(const QJsonObject &value);
BoundValue toBound(const QJsonArray &value);

// The rows of a statement that ran. Reset when it goes out of scope, so keep it short-lived and read all
// that you need before the next statement. Columns count from 0.
class Rows
{
public:
    Rows(Rows &&other) noexcept = default;
    Rows &operator=(Rows &&) = delete;
    ~Rows();

    bool next();
    QString text(int column) const;
    qint64 integer(int column) const;
    int number(int column) const { return static_cast<int>(integer(column)); }
    double real(int column) const;
    QByteArray blob(int column) const;
    Timestamp time(int column) const { return fromStored(integer(column)); }
    QJsonObject object(int column) const;
    QJsonArray array(int column) const;
    // How many rows the statement wrote.
    qint64 changed() const { return m_changed; }

private:
    friend class Database;
    struct Prepared;
    enum class At { Before, Inside, End };
    Rows(std::shared_ptr<Prepared> prepared, At at, qint64 changed);

    std::shared_ptr<Prepared> m_prepared;
    sqlite3_stmt *m_statement;
    At m_at;
    qint64 m_changed;
};

// The one connection to the store. Owned by the core, used in the backend thread only. Statements are
// prepared once and kept; SQL text is always a constant, values are always bound. It speaks to SQLite itself:
// QtSql describes every column anew at each execution, which costs more than most of our statements.
// Fails with Unavailable when the disk is full or read-only, with Conflict on a unique key, else Internal.
class Database
{
public:
    enum class Access { ReadWrite, ReadOnly };

    // Opens or creates the file. WAL, synchronous=FULL, foreign keys on.
    static Result<std::unique_ptr<Database>> open(const QString &path, Access access = Access::ReadWrite);
    ~Database();

    template<typename... Args>
    Result<Rows> run(QLatin1StringView sql, const Args &...args)
    {
        return execute(sql, {toBound(args)...});
    }

    // Runs every statement of a script; for migrations.
    Result<void> runScript(const QString &script);

    QString path() const { return m_path; }
    qint64 bytes() const; // size on disk, with the write-ahead log

private:
    Database(sqlite3 *connection, QString path);
    Result<Rows> execute(QLatin1StringView sql, std::initializer_list<BoundValue> values);
    Result<std::shared_ptr<Rows::Prepared>> prepared(QLatin1StringView sql);

    sqlite3 *m_connection;
    QString m_path;
    QHash<const char *, std::shared_ptr<Rows::Prepared>> m_prepared;
};

} // namespace core
