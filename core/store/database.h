// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariant>

#include <memory>

namespace core {

class Database;

// Values as they are bound. Empty texts stay texts; "not set" of a time is 0.
inline QVariant toBound(const QString &value) { return value.isNull() ? QVariant(QLatin1StringView("")) : QVariant(value); }
inline QVariant toBound(qint64 value) { return value; }
inline QVariant toBound(int value) { return value; }
inline QVariant toBound(double value) { return value; }
inline QVariant toBound(const QByteArray &value) { return value; }
inline QVariant toBound(Timestamp value) { return toStored(value); }
QVariant toBound(const QJsonObject &value);
QVariant toBound(const QJsonArray &value);

// The rows of a statement that ran. Reset when it goes out of scope, so keep it short-lived and read all
// that you need before the next statement. Columns count from 0.
class Rows
{
public:
    Rows(Rows &&other) noexcept;
    Rows &operator=(Rows &&) = delete;
    ~Rows();

    bool next() { return m_query->next(); }
    QString text(int column) const { return m_query->value(column).toString(); }
    qint64 integer(int column) const { return m_query->value(column).toLongLong(); }
    int number(int column) const { return m_query->value(column).toInt(); }
    double real(int column) const { return m_query->value(column).toDouble(); }
    QByteArray blob(int column) const { return m_query->value(column).toByteArray(); }
    Timestamp time(int column) const { return fromStored(integer(column)); }
    QJsonObject object(int column) const;
    QJsonArray array(int column) const;
    qint64 changed() const { return m_query->numRowsAffected(); }

private:
    friend class Database;
    struct Prepared
    {
        QSqlQuery query;
        bool busy = false;
    };
    explicit Rows(std::shared_ptr<Prepared> prepared);

    std::shared_ptr<Prepared> m_prepared;
    QSqlQuery *m_query;
};

// The one connection to the store. Owned by the core, used in the backend thread only. Statements are
// prepared once and kept; SQL text is always a constant, values are always bound.
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
    Database(QSqlDatabase connection, QString path);
    Result<Rows> execute(QLatin1StringView sql, std::initializer_list<QVariant> values);

    QSqlDatabase m_connection;
    QString m_path;
    QHash<const char *, std::shared_ptr<Rows::Prepared>> m_prepared;
};

} // namespace core
