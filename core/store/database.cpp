// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"

#include "core/base/json.h"
#include "core/store/tokenizer.h"

#include <sqlite3.h>

#include <QFileInfo>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

// SQLite copies what is bound: the values of a caller are gone before the last row is read.
const auto copied = reinterpret_cast<sqlite3_destructor_type>(-1);

// The texts do not name the file: who calls over a network is not told where it is.
Error toError(sqlite3 *connection, int code)
{
    const QString detail = QString::fromUtf8(connection ? sqlite3_errmsg(connection) : sqlite3_errstr(code)) +
                           u" ("_s + QString::number(code) + u')';
    const auto unavailable = [&detail](const QString &text) {
        return failure(ErrorCode::Unavailable, text, detail);
    };
    switch (code & 0xff) { // the primary code (https://www.sqlite.org/rescode.html)
    case SQLITE_FULL:
        return unavailable(
            u"The disk that holds the store is full. Nothing was changed; free some space and try again."_s);
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
        return unavailable(
            u"The store cannot be written. Nothing was changed; check the permissions of its folder."_s);
    case SQLITE_IOERR:
        return unavailable(u"The disk that holds the store reported an error. Nothing was changed."_s);
    case SQLITE_BUSY:
        return unavailable(u"Another process holds the store."_s);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return unavailable(
            u"The store is damaged, or is no Signalbox store. Restore it from a backup in its folder."_s);
    case SQLITE_CONSTRAINT:
        return failure(ErrorCode::Conflict, u"It exists already."_s, detail);
    default:
        return failure(ErrorCode::Internal, u"The store could not do this."_s, detail);
    }
}

struct Binder
{
    sqlite3_stmt *statement;
    int place;

    int operator()(qint64 value) const { return sqlite3_bind_int64(statement, place, value); }
    int operator()(double value) const { return sqlite3_bind_double(statement, place, value); }
    int operator()(const QString &value) const
    {
        const QByteArray utf8 = value.toUtf8();
        return sqlite3_bind_text64(statement, place, utf8.constData(),
                                   static_cast<sqlite3_uint64>(utf8.size()), copied, SQLITE_UTF8);
    }
    int operator()(const QByteArray &value) const
    {
        return sqlite3_bind_blob64(statement, place, value.constData(),
                                   static_cast<sqlite3_uint64>(value.size()), copied);
    }
};

} // namespace

struct Rows::Prepared
{
    explicit Prepared(sqlite3_stmt *prepared)
        : statement(prepared)
    {
    }
    ~Prepared() { sqlite3_finalize(statement); }
    Q_DISABLE_COPY_MOVE(Prepared)

    sqlite3_stmt *statement;
    bool busy = false;
};

BoundValue toBound(const QJsonObject &value)
{
    return value.isEmpty() ? u"{}"_s : QString::fromUtf8(toBytes(value));
}

BoundValue toBound(const QJsonArray &value)
{
    return value.isEmpty() ? u"[]"_s : QString::fromUtf8(toBytes(value));
}

Rows::Rows(std::shared_ptr<Prepared> prepared, At at, qint64 changed)
    : m_prepared(std::move(prepared))
    , m_statement(m_prepared->statement)
    , m_at(at)
    , m_changed(changed)
{
    m_prepared->busy = true;
}

Rows::~Rows()
{
    if (!m_prepared)
        return;
    sqlite3_reset(m_statement);
    sqlite3_clear_bindings(m_statement);
    m_prepared->busy = false;
}

bool Rows::next()
{
    switch (m_at) {
    case At::Before:
        m_at = At::Inside; // the first row was read with the execution
        return true;
    case At::Inside:
        if (sqlite3_step(m_statement) == SQLITE_ROW)
            return true;
        m_at = At::End;
        return false;
    case At::End:
        return false;
    }
    return false;
}

QString Rows::text(int column) const
{
    const auto *text = sqlite3_column_text(m_statement, column);
    return QString::fromUtf8(reinterpret_cast<const char *>(text), sqlite3_column_bytes(m_statement, column));
}

qint64 Rows::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

double Rows::real(int column) const
{
    return sqlite3_column_double(m_statement, column);
}

QByteArray Rows::blob(int column) const
{
    const auto *bytes = static_cast<const char *>(sqlite3_column_blob(m_statement, column));
    return QByteArray(bytes, sqlite3_column_bytes(m_statement, column));
}

QJsonObject Rows::object(int column) const
{
    return storedObject(text(column));
}

QJsonArray Rows::array(int column) const
{
    return storedArray(text(column));
}

Database::Database(sqlite3 *connection, QString path)
    : m_connection(connection)
    , m_path(std::move(path))
{
}

Result<std::unique_ptr<Database>> Database::open(const QString &path, Access access)
{
    const int mode =
        access == Access::ReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    sqlite3 *connection = nullptr;
    const int code =
        sqlite3_open_v2(path.toUtf8().constData(), &connection, mode | SQLITE_OPEN_NOMUTEX, nullptr);
    std::unique_ptr<Database> database(new Database(connection, path));
    if (code != SQLITE_OK)
        return toError(connection, code);
    TRY(addTokenizer(connection));
    for (const QLatin1StringView pragma :
         {"PRAGMA busy_timeout = 2000"_L1, "PRAGMA foreign_keys = ON"_L1, "PRAGMA temp_store = MEMORY"_L1,
          "PRAGMA cache_size = -16000"_L1}) {
        TRY(database->run(pragma));
    }
    if (access == Access::ReadOnly)
        return database;
    // A commit is on the disk before anybody hears of it: synchronous=FULL syncs the log at each commit.
    for (const QLatin1StringView pragma : {"PRAGMA journal_mode = WAL"_L1, "PRAGMA synchronous = FULL"_L1,
                                           "PRAGMA wal_autocheckpoint = 4000"_L1}) {
        TRY(database->run(pragma));
    }
    return database;
}

Database::~Database()
{
    m_prepared.clear();
    sqlite3_close_v2(m_connection);
}

Result<std::shared_ptr<Rows::Prepared>> Database::prepared(QLatin1StringView sql)
{
    std::shared_ptr<Rows::Prepared> &kept = m_prepared[sql.data()];
    if (kept && !kept->busy)
        return kept;
    sqlite3_stmt *statement = nullptr;
    const int code = sqlite3_prepare_v3(m_connection, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK)
        return toError(m_connection, code);
    auto fresh = std::make_shared<Rows::Prepared>(statement);
    if (!kept)
        kept = fresh; // a second one is made, and not kept, while the first is being read
    return fresh;
}

Result<Rows> Database::execute(QLatin1StringView sql, std::initializer_list<BoundValue> values)
{
    const std::shared_ptr<Rows::Prepared> ready = TRY(prepared(sql));
    if (sqlite3_bind_parameter_count(ready->statement) != static_cast<int>(values.size()))
        return failure(ErrorCode::Internal, u"The store could not do this."_s,
                       u"The number of values does not fit: "_s + sql);
    int place = 0;
    for (const BoundValue &value : values)
        std::visit(Binder{ready->statement, ++place}, value);
    const int code = sqlite3_step(ready->statement);
    if (code == SQLITE_ROW || code == SQLITE_DONE)
        return Rows(ready, code == SQLITE_ROW ? Rows::At::Before : Rows::At::End,
                    sqlite3_changes64(m_connection));
    const Error error = toError(m_connection, code);
    sqlite3_reset(ready->statement);
    return error;
}

Result<void> Database::runScript(const QString &script)
{
    // Statements are divided by a line that holds only "--;".
    for (const QString &statement : script.split(u"\n--;\n"_s, Qt::SkipEmptyParts)) {
        const int code =
            sqlite3_exec(m_connection, statement.toUtf8().constData(), nullptr, nullptr, nullptr);
        if (code != SQLITE_OK)
            return toError(m_connection, code);
    }
    return {};
}

qint64 Database::bytes() const
{
    return QFileInfo(m_path).size() + QFileInfo(m_path + u"-wal"_s).size();
}

} // namespace core
