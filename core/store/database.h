// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"

#include <QJsonArray>
#include <QJsonObject>

#include <memory>
#include <optional>
#include <unordered_map>
#include <variant>
#include <vector>

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

// The rows of a statement that ran to its end, so that an error among them is that statement's error and
// never looks like the last row. A value: what it was read from may change meanwhile. Columns count from 0.
class Rows
{
public:
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
    enum class Kind { Null, Integer, Real, Bytes };
    struct Cell
    {
        Kind kind = Kind::Null;
        qint64 number = 0; // the whole number, the bits of the other one, or where in m_bytes it begins
        qint64 size = 0;
    };

    void take(sqlite3_stmt *row);
    const Cell &cell(int column) const;

    std::vector<Cell> m_cells; // row by row
    QByteArray m_bytes;
    size_t m_columns = 0;
    size_t m_end = 0; // of the cells of the present row
    qint64 m_changed = 0;
};

// The one connection to the store. Owned by the core, used in the backend thread only. Statements are
// prepared once and kept; SQL text is always a constant, values are always bound. It speaks to SQLite itself:
// QtSql describes every column anew at each execution, which costs more than most of our statements.
// Fails with Unavailable when the disk is full or read-only, with Conflict on a unique key, else Internal. A
// store that turned out to be damaged says so until the program ends.
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
    // What was found to be broken in the file, and what to do.
    const std::optional<Error> &damage() const { return m_damage; }

private:
    struct Finalize
    {
        void operator()(sqlite3_stmt *statement) const;
    };

    Database(sqlite3 *connection, QString path);
    Result<Rows> execute(QLatin1StringView sql, std::initializer_list<BoundValue> values);
    Result<sqlite3_stmt *> prepared(QLatin1StringView sql);
    Error failed(int code);

    sqlite3 *m_connection;
    QString m_path;
    std::unordered_map<const char *, std::unique_ptr<sqlite3_stmt, Finalize>> m_prepared;
    std::optional<Error> m_damage;
};

} // namespace core
