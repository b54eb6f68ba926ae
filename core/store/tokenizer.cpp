// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/tokenizer.h"

#include "core/base/words.h"

#include <sqlite3.h>

#include <QByteArray>

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

// It has no state, but SQLite takes a null for a failure.
Fts5Tokenizer *const stateless = reinterpret_cast<Fts5Tokenizer *>(1);

int createTokenizer(void *, const char **, int, Fts5Tokenizer **made)
{
    *made = stateless;
    return SQLITE_OK;
}

void deleteTokenizer(Fts5Tokenizer *) {}

// Counts the bytes of a text in UTF-8 along with its UTF-16 units.
class BytePlace
{
public:
    explicit BytePlace(QStringView text)
        : m_text(text)
    {
    }

    int moveTo(qsizetype at)
    {
        for (; m_at < at; ++m_at) {
            const char16_t unit = m_text[m_at].unicode();
            m_bytes += unit < 0x80 ? 1 : unit < 0x800 || m_text[m_at].isSurrogate() ? 2 : 3;
        }
        return m_bytes;
    }

private:
    QStringView m_text;
    qsizetype m_at = 0;
    int m_bytes = 0;
};

int tokenize(Fts5Tokenizer *, void *context, int, const char *text, int size,
             int (*take)(void *, int, const char *, int, int, int))
{
    const QString whole = QString::fromUtf8(text, size);
    WordReader words(whole);
    BytePlace place(whole);
    while (words.next()) {
        const QByteArray word = words.folded().toUtf8();
        const int start = std::min(place.moveTo(words.start()), size);
        const int end = std::min(place.moveTo(words.end()), size);
        if (word.isEmpty())
            continue;
        if (const int code = take(context, 0, word.constData(), int(word.size()), start, end);
            code != SQLITE_OK)
            return code;
    }
    return SQLITE_OK;
}

fts5_api *apiOf(sqlite3 *connection)
{
    fts5_api *api = nullptr;
    sqlite3_stmt *statement = nullptr;
    if (sqlite3_prepare_v2(connection, "SELECT fts5(?)", -1, &statement, nullptr) == SQLITE_OK) {
        sqlite3_bind_pointer(statement, 1, static_cast<void *>(&api), "fts5_api_ptr", nullptr);
        sqlite3_step(statement);
    }
    sqlite3_finalize(statement);
    return api;
}

} // namespace

Result<void> addTokenizer(sqlite3 *connection)
{
    fts5_tokenizer words{.xCreate = createTokenizer, .xDelete = deleteTokenizer, .xTokenize = tokenize};
    fts5_api *api = apiOf(connection);
    if (api && api->xCreateTokenizer(api, "words", nullptr, &words, nullptr) == SQLITE_OK)
        return {};
    return failure(ErrorCode::Unavailable, u"The search of the store cannot be used; SQLite needs FTS5."_s);
}

} // namespace core
