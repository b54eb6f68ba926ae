// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"

#include "core/base/json.h"
#include "core/base/log.h"
#include "core/store/tokenizer.h"

#include <sqlite3.h>

#include <QFileInfo>
#include <QLocale>

#include <bit>

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
        return unavailable(u"The disk that holds the store reported an error. Nothing was changed; look into "
                           "the system's log, and move the data folder to a disk that is sound."_s);
    case SQLITE_BUSY:
        return unavailable(u"Another process holds the store."_s);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return failure(ErrorCode::Internal,
                       u"The store is damaged, or is no Signalbox store. Stop Signalbox and restore its data "
                       "folder from a backup."_s,
                       detail);
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

// An error of the file itself, which stays however often it is tried; a full disk or quota is none.
bool isDamage(sqlite3 *connection, int code)
{
    const int extended = sqlite3_extended_errcode(connection);
    return (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB ||
           extended == SQLITE_IOERR_READ || extended == SQLITE_IOERR_SHORT_READ ||
           extended == SQLITE_IOERR_CORRUPTFS || extended == SQLITE_IOERR_DATA;
}

} // namespace

BoundValue toBound(const QJsonObject &value)
{
    return value.isEmpty() ? u"{}"_s : QString::fromUtf8(toBytes(value));
}

BoundValue toBound(const QJsonArray &value)
{
    return value.isEmpty() ? u"[]"_s : QString::fromUtf8(toBytes(value));
}

void Rows::take(sqlite3_stmt *row)
{
    m_columns = static_cast<size_t>(sqlite3_column_count(row));
    for (int column = 0; column < static_cast<int>(m_columns); ++column) {
        const int type = sqlite3_column_type(row, column);
        if (type == SQLITE_NULL) {
            m_cells.push_back({});
        } else if (type == SQLITE_INTEGER) {
            m_cells.push_back({.kind = Kind::Integer, .number = sqlite3_column_int64(row, column)});
        } else if (type == SQLITE_FLOAT) {
            m_cells.push_back(
                {.kind = Kind::Real, .number = std::bit_cast<qint64>(sqlite3_column_double(row, column))});
        } else {
            const void *bytes =
                type == SQLITE_TEXT ? sqlite3_column_text(row, column) : sqlite3_column_blob(row, column);
            const qsizetype size = sqlite3_column_bytes(row, column);
            m_cells.push_back({.kind = Kind::Bytes, .number = m_bytes.size(), .size = size});
            m_bytes.append(static_cast<const char *>(bytes), size);
        }
    }
}

bool Rows::next()
{
    if (m_end >= m_cells.size())
        return false;
    m_end += m_columns;
    return true;
}

const Rows::Cell &Rows::cell(int column) const
{
    static const Cell none;
    const size_t place = m_end - m_columns + static_cast<size_t>(column);
    return place < m_end ? m_cells[place] : none;
}

QString Rows::text(int column) const
{
    const Cell &found = cell(column);
    switch (found.kind) {
    case Kind::Integer:
        return QString::number(found.number);
    case Kind::Real:
        return QString::number(real(column), 'g', QLocale::FloatingPointShortest);
    case Kind::Bytes:
        return QString::fromUtf8(m_bytes.constData() + found.number, found.size);
    case Kind::Null:
        break;
    }
    return {};
}

qint64 Rows::integer(int column) const
{
    const Cell &found = cell(column);
    return found.kind == Kind::Integer ? found.number
           : found.kind == Kind::Real  ? static_cast<qint64>(std::bit_cast<double>(found.number))
                                       : blob(column).toLongLong();
}

double Rows::real(int column) const
{
    const Cell &found = cell(column);
    return found.kind == Kind::Real      ? std::bit_cast<double>(found.number)
           : found.kind == Kind::Integer ? static_cast<double>(found.number)
                                         : blob(column).toDouble();
}

QByteArray Rows::blob(int column) const
{
    const Cell &found = cell(column);
    return found.kind == Kind::Bytes ? m_bytes.mid(found.number, found.size) : QByteArray();
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

void Database::Finalize::operator()(sqlite3_stmt *statement) const
{
    sqlite3_finalize(statement);
}

Result<sqlite3_stmt *> Database::prepared(QLatin1StringView sql)
{
    auto &kept = m_prepared[sql.data()];
    if (kept)
        return kept.get();
    sqlite3_stmt *statement = nullptr;
    const int code = sqlite3_prepare_v3(m_connection, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK)
        return failed(code);
    kept.reset(statement);
    return statement;
}

Result<Rows> Database::execute(QLatin1StringView sql, std::initializer_list<BoundValue> values)
{
    sqlite3_stmt *statement = TRY(prepared(sql));
    if (sqlite3_bind_parameter_count(statement) != static_cast<int>(values.size()))
        return failure(ErrorCode::Internal, u"The store could not do this."_s,
                       u"The number of values does not fit: "_s + sql);
    int place = 0;
    for (const BoundValue &value : values)
        std::visit(Binder{statement, ++place}, value);
    Rows rows;
    int code = sqlite3_step(statement);
    for (; code == SQLITE_ROW; code = sqlite3_step(statement))
        rows.take(statement);
    std::optional<Error> error;
    if (code != SQLITE_DONE)
        error = failed(code);
    rows.m_changed = sqlite3_changes64(m_connection);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return error ? Result<Rows>(*error) : Result<Rows>(std::move(rows));
}

Error Database::failed(int code)
{
    Error error = toError(m_connection, code);
    if (!isDamage(m_connection, code))
        return error;
    error.code = ErrorCode::Internal; // another try does not help
    if (!m_damage) {
        m_damage = error;
        qCCritical(logStore).noquote() << error.text << "The store is" << m_path << error.detail;
    }
    return error;
}

Result<void> Database::runScript(const QString &script)
{
    // Statements are divided by a line that holds only "--;".
    for (const QString &statement : script.split(u"\n--;\n"_s, Qt::SkipEmptyParts)) {
        const int code =
            sqlite3_exec(m_connection, statement.toUtf8().constData(), nullptr, nullptr, nullptr);
        if (code != SQLITE_OK)
            return failed(code);
    }
    return {};
}

qint64 Database::bytes() const
{
    return QFileInfo(m_path).size() + QFileInfo(m_path + u"-wal"_s).size();
}

} // namespace core
